package import CoraCall

/// Knows how much of the agent's audio a web client was sent and has played, in samples.
///
/// Positions count all samples that were sent since the session began, those that were cleared included: after a clear
/// at position N the client goes on at N with the next sample it is sent. So a report that was on its way when the line
/// was cleared names a position before N, and is known to be late. The client reports positions; the call asks for
/// marks (``PlayoutClock``), so each mark is kept here until playback has passed it.
package struct WebPlayback: Sendable, Equatable {
    /// What a report means.
    package enum OnReport: Sendable, Equatable {
        /// Playback has come so far, in bytes of line audio; the marks it has passed are in ``nextMark()``.
        case heard(bytes: Int)
        /// It is older than a clear or than another report.
        case late
        /// So much was never sent.
        case impossible
    }

    private struct Waiting: Sendable, Equatable {
        var mark: PlayoutClock.Mark
        var position: Int
    }

    /// How many marks wait at most; the call itself remembers as many.
    private static let mostWaiting = 4096

    /// Samples sent since the session began.
    package private(set) var sent = 0
    /// The latest position that was reported, or that of the last clear.
    private var reached = 0
    private var waiting: [Waiting] = []

    package init() {}

    /// Audio was written to the client.
    /// - Returns: how many bytes of line audio that completes.
    package mutating func played(samples: Int) -> Int {
        let before = sent / WebAudio.samplesPerLineByte
        sent += samples
        return sent / WebAudio.samplesPerLineByte - before
    }

    /// The call wants to know when all that was sent so far has been heard.
    package mutating func wait(for mark: PlayoutClock.Mark) {
        if waiting.count >= Self.mostWaiting { waiting.removeFirst(Self.mostWaiting / 2) }
        waiting.append(Waiting(mark: mark, position: sent))
    }

    /// The client reports where its playback is.
    package mutating func reported(_ position: Int) -> OnReport {
        guard position <= sent else { return .impossible }
        guard position >= reached else { return .late }
        reached = position
        return .heard(bytes: position / WebAudio.samplesPerLineByte)
    }

    /// Takes the next mark that playback has passed; nil if there is none.
    package mutating func nextMark() -> PlayoutClock.Mark? {
        guard let first = waiting.first, first.position <= reached else { return nil }
        waiting.removeFirst()
        return first.mark
    }

    /// What was not heard is dropped.
    /// - Returns: the position from which the client goes on.
    package mutating func clear() -> Int {
        reached = sent
        waiting.removeAll(keepingCapacity: true)
        return sent
    }
}
