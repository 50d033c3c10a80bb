/// What the page of a web session has measured since the session began (`Config/web-protocol.md`, `figures`). A page is
/// a stranger's program: its figures are shown, counted and kept, and no call is decided by them. Nil stands for what
/// the page has not measured.
package struct PageFigures: Sendable, Equatable {
    /// The most answers, and the most barge-ins, that one report tells.
    package static let longestList = 20
    /// The greatest figure that a report may have.
    package static let greatest = 1_000_000_000

    /// How the agent's audio travels.
    package var media: WebMedia?
    /// From the connection to the first sample of the greeting that was rendered.
    package var firstAudio: CallDuration?
    /// From the end of the caller's speech to the first sample of the answer: of the latest answers, the oldest first.
    package var turns: [CallDuration] = []
    /// From the caller's first word over the agent to silence: of the latest times, the oldest first.
    package var bargeIns: [CallDuration] = []
    /// How often the agent's audio broke off in the middle, because what comes next was not there.
    package var gaps: Int?
    /// How long all gaps lasted together.
    package var gapTime: CallDuration?
    /// How unevenly the audio arrives (RFC 3550 §6.4.1), as measured last.
    package var jitter: CallDuration?
    /// Packets of the agent's audio that never came.
    package var lost: Int?
    /// Packets of the agent's audio that came.
    package var received: Int?
    /// How long a packet takes to the other end and back, as measured last.
    package var roundTrip: CallDuration?

    package init() {}

    /// The part of the packets that never came, 0 to 1; nil if none was sent, or the page does not count them.
    package var lostShare: Double? {
        guard let lost, let received, lost + received > 0 else { return nil }
        return Double(lost) / Double(lost + received)
    }

    /// What was measured since an earlier report of the same page: counts as the difference, lists without what was
    /// told before, and the rest as it is. A count that fell began anew.
    package func since(_ earlier: PageFigures) -> PageFigures {
        var new = self
        if earlier.firstAudio != nil { new.firstAudio = nil }
        new.turns = Self.unknown(in: turns, after: earlier.turns)
        new.bargeIns = Self.unknown(in: bargeIns, after: earlier.bargeIns)
        new.gaps = Self.rise(gaps, earlier.gaps)
        new.gapTime = Self.rise(gapTime?.milliseconds, earlier.gapTime?.milliseconds).map(CallDuration.milliseconds)
        new.lost = Self.rise(lost, earlier.lost)
        new.received = Self.rise(received, earlier.received)
        return new
    }

    private static func rise(_ count: Int?, _ earlier: Int?) -> Int? {
        let earlier = earlier ?? 0
        return count.map { $0 >= earlier ? $0 - earlier : $0 }
    }

    /// The end of a list of the latest measurements that an earlier list of them does not have: the lists overlap where
    /// the one ends and the other begins.
    private static func unknown(in list: [CallDuration], after earlier: [CallDuration]) -> [CallDuration] {
        for overlap in stride(from: min(list.count, earlier.count), to: 0, by: -1)
        where list.prefix(overlap).elementsEqual(earlier.suffix(overlap)) {
            return Array(list.dropFirst(overlap))
        }
        return list
    }
}

extension PageFigures {
    /// The figures in words, for people who look after the server; empty if there are none.
    package var inWords: String {
        let parts: [String?] = [
            media?.rawValue,
            firstAudio.map { "first audio \(Self.words($0))" },
            Self.middle(turns).map { "answers \(Self.words($0))" },
            Self.middle(bargeIns).map { "barge-in \(Self.words($0))" },
            gaps.map { $0 == 0 ? "no gaps" : "\($0) gap\($0 == 1 ? "" : "s")\(gapWords)" },
            lostWords,
            jitter.map { "jitter \(Self.words($0))" },
            roundTrip.map { "round trip \(Self.words($0))" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private var gapWords: String { gapTime.map { " (\(Self.words($0)))" } ?? "" }

    /// The measurement in the middle, the shorter one of two; nil if there is none.
    package static func middle(_ list: [CallDuration]) -> CallDuration? {
        list.isEmpty ? nil : list.sorted()[(list.count - 1) / 2]
    }

    private static func words(_ span: CallDuration) -> String {
        let milliseconds = span.milliseconds
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let hundredths = milliseconds / 10 % 100
        return "\(milliseconds / 1000).\(hundredths < 10 ? "0" : "")\(hundredths) s"
    }

    /// The lost part in percent, with a decimal below ten.
    private var lostWords: String? {
        guard let lost, let received, lost + received > 0 else { return nil }
        let tenths = (lost * 2000 / (lost + received) + 1) / 2
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) % lost" : "\((tenths + 5) / 10) % lost"
    }
}
