/// Keeps recorded greetings as line audio: µ-law, 8 kHz.
package protocol GreetingStore: Sendable {
    /// The recording for a key; nil if there is none. Called on an event loop: must not block.
    func recording(for key: GreetingKey) -> GreetingRecording?
    /// Keeps a recording. Called on an event loop: must not block.
    func keep(_ recording: GreetingRecording, for key: GreetingKey)
}

/// A recorded greeting, as it is sent to the carrier.
package struct GreetingRecording: Sendable, Equatable {
    /// µ-law, 8 kHz, mono.
    package var audio: [UInt8]

    package init(audio: [UInt8]) {
        self.audio = audio
    }
}
