/// What a caller hears: audio is played in real time from the moment it comes, marks come back when what is before them
/// was played, a `clear` drops the rest (Twilio, "Media Streams: WebSocket messages"). A value; nanoseconds.
package struct LineHearing: Sendable {
    /// The most marks that may wait; more are not kept, so that a server cannot fill the memory.
    private static let mostMarks = 1000
    /// µ-law at 8 kHz: 125 µs a byte.
    private static let nanosecondsPerByte: UInt64 = 125_000

    /// When all that came will have been played.
    package private(set) var playedUntil: UInt64 = 0
    private var response: UInt16 = 0
    private var marks: [(name: String, at: UInt64)] = []

    package init() {}

    /// Notes audio.
    /// - Parameter response: the response that it belongs to; nil if it does not say.
    /// - Returns: how long the line had been dry in the middle of this response; nil if it was not.
    package mutating func audio(bytes: Int, of response: UInt16?, at now: UInt64) -> UInt64? {
        let isSame = response != nil && response == self.response
        let gap = isSame && playedUntil < now ? now - playedUntil : nil
        if let response { self.response = response }
        playedUntil = max(playedUntil, now) + UInt64(bytes) * Self.nanosecondsPerByte
        return gap
    }

    /// Notes a mark: it comes back when what came before it was played.
    package mutating func mark(_ name: String) {
        if marks.count < Self.mostMarks { marks.append((name, playedUntil)) }
    }

    /// Drops what was not played.
    package mutating func clear(at now: UInt64) {
        playedUntil = min(playedUntil, now)
        response = 0
        for index in marks.indices { marks[index].at = min(marks[index].at, now) }
    }

    /// Whether something is being played.
    package func isSounding(at now: UInt64) -> Bool { playedUntil > now }

    /// The marks that are to come back by now, each once.
    package mutating func marksDue(at now: UInt64) -> [String] {
        let count = marks.prefix { $0.at <= now }.count
        guard count > 0 else { return [] }
        defer { marks.removeFirst(count) }
        return marks.prefix(count).map(\.name)
    }
}
