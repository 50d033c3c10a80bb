import CoraCall

/// Which stream of a call the next one is, and how many were lost so far. Carried in the addresses of the carrier's
/// questions, so that whichever instance is asked can go on.
struct StreamCount: Sendable, Equatable {
    /// How often a caller whose stream was lost is given a new one. Streams that a drain has handed on, and those of
    /// callers who come back from a person, are not among them; only where neither the instance that had the stream nor
    /// one that was sent the caller by it is asked, a stream that was handed on passes for lost.
    static let mostLost = 2
    /// Streams a call may have after its first, for whatever reason.
    static let most = 6

    /// How many streams the call had before.
    let attempt: Int
    /// How many of those were lost.
    let lost: Int

    /// The first stream.
    static let first = StreamCount(attempt: 0, lost: 0)

    init(attempt: Int, lost: Int) {
        self.attempt = attempt
        self.lost = lost
    }

    /// The stream of a ticket.
    init(_ ticket: CallTicket) {
        self.init(attempt: ticket.attempt, lost: ticket.lostStreams)
    }

    /// The stream whose end is asked about. What is no number counts as the first; one that cannot be as the nearest that
    /// can.
    init(_ fields: WebhookFields) {
        self.init(
            attempt: Self.number(fields["attempt"], upTo: Self.most),
            lost: Self.number(fields["lost"], upTo: Self.mostLost)
        )
    }

    private static func number(_ text: String?, upTo most: Int) -> Int {
        text.flatMap { Int($0) }.map { min(max($0, 0), most) } ?? 0
    }

    /// The one after it; nil if the call has had enough.
    /// - Parameter isLost: whether this one was lost.
    func next(isLost: Bool) -> StreamCount? {
        let next = StreamCount(attempt: attempt + 1, lost: isLost ? lost + 1 : lost)
        return next.attempt <= Self.most && next.lost <= Self.mostLost ? next : nil
    }

    /// As it stands in an address.
    var query: String { lost > 0 ? "attempt=\(attempt)&lost=\(lost)" : "attempt=\(attempt)" }
}
