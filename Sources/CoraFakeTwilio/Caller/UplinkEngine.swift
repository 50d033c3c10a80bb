/// The caller's end of the line: makes the next 20 ms of media, speech or silence, with the timestamp Twilio gives them
/// (Twilio, "Media Streams: WebSocket messages", media).
///
/// A value without a clock: one ``nextFrame(into:)`` is 20 ms. Audio is µ-law at 8 kHz.
package struct UplinkEngine: Sendable {
    /// Whether there is speech that has not been sent.
    package var isSpeaking: Bool { !speech.isEmpty }
    /// Whether media is withheld.
    package var isMuted = false

    private var speech: ArraySlice<UInt8> = []
    private var timestamp: Int

    /// - Parameter firstTimestamp: the timestamp of the first frame, in milliseconds; live streams begin between 100
    ///   and 180.
    package init(firstTimestamp: Int = 100) {
        timestamp = firstTimestamp
    }

    /// Queues these µ-law bytes after the speech that is queued already.
    package mutating func speak(_ bytes: [UInt8]) {
        speech.append(contentsOf: bytes)
    }

    /// Writes the next 20 ms into `frame`; silence (0xFF) where there is nothing to say.
    ///
    /// - Returns: the frame's timestamp in milliseconds; nil while media is muted. A muted frame is lost on the way,
    ///   speech and all, and the timestamps go on.
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
