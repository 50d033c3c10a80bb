/// Keeps recorded sentences (greetings and phrases) as line audio: µ-law, 8 kHz.
package protocol RecordingStore: Sendable {
    /// The recording for a key; nil if there is none. Called on an event loop: must not block.
    func recording(for key: RecordingKey) -> Recording?
    /// Keeps a recording. Called on an event loop: must not block.
    func keep(_ recording: Recording, for key: RecordingKey)
    /// Takes note of all recordings that the settings in force name, in place of those named before. They are never
    /// evicted for others. The warmer calls it, at the start and after each change of a tenant.
    func need(_ keys: Set<RecordingKey>)
}

/// A recorded sentence, as it is sent to the carrier.
package struct Recording: Sendable, Equatable {
    /// µ-law, 8 kHz, mono.
    package var audio: [UInt8]

    package init(audio: [UInt8]) {
        self.audio = audio
    }
}
