/// The caller's end of the line: what the next 20 ms of media are, speech or silence, with the timestamp Twilio gives
/// them (Twilio, "Media Streams: WebSocket messages", media).
///
/// A value without a clock: one ``nextFrame(into:)`` is 20 ms. Audio is µ-law at 8 kHz.
package struct UplinkEngine: Sendable {
    /// Whether speech is still to be sent.
    package var isSpeaking: Bool { !speech.isEmpty }
    /// Whether media is withheld.
    package var isMuted = false

    private var speech: ArraySlice<UInt8> = []
    private var timestamp: Int

    /// - Parameter firstTimestamp: of the first frame, in milliseconds; live streams begin between 100 and 180.
    package init(firstTimestamp: Int = 100) {
        timestamp = firstTimestamp
    }

    /// Speaks these µ-law bytes, after what is being said already.
    package mutating func speak(_ bytes: [UInt8]) {
        speech.append(contentsOf: bytes)
    }

    /// The next 20 ms go into `frame`, silence (0xFF) where there is nothing to say.
    /// - Returns: its timestamp in milliseconds; nil while media is muted: the frame is then lost on the way, speech
    ///   and all, and the timestamps go on.
    package mutating func nextFrame(into frame: inout [UInt8]) -> Int? {
        let count = min(PlayoutEngine.frameBytes, speech.count)
        frame.removeAll(keepingCapacity: true)
        frame.append(contentsOf: speech.prefix(count))
        frame.append(contentsOf: repeatElement(0xFF, count: PlayoutEngine.frameBytes - count))
        speech = speech.dropFirst(count)
        defer { timestamp += 20 }
        return isMuted ? nil : timestamp
    }
}
