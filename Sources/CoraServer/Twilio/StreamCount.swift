import CoraCall

/// Which stream of a call the next one is, and how many were lost so far. The carrier's questions carry it in their
/// addresses, so that whichever instance is asked can go on.
struct StreamCount: Sendable, Equatable {
    /// How many lost streams of a caller are replaced by a new one. Streams that a drain has handed on, and those of
    /// callers who come back from a person, do not count as lost. Only if neither the instance that had the stream nor
    /// one to which it sent the caller is asked, a stream that was handed on counts as lost.
    static let mostLost = 2
    /// How many streams a call may have after its first, for whatever reason.
    static let most = 6

    /// How many streams the call had before this one.
    let attempt: Int
    /// How many of these streams were lost.
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

    /// The stream whose end a request asks about. A value that is not a number counts as zero; an impossible number
    /// counts as the nearest possible one.
    init(_ fields: WebhookFields) {
        self.init(
            attempt: Self.number(fields["attempt"], upTo: Self.most),
            lost: Self.number(fields["lost"], upTo: Self.mostLost)
        )
    }

    private static func number(_ text: String?, upTo most: Int) -> Int {
        text.flatMap { Int($0) }.map { min(max($0, 0), most) } ?? 0
    }

    /// The next stream; nil if the call has had as many as it may.
    /// - Parameter isLost: whether this stream was lost.
    func next(isLost: Bool) -> StreamCount? {
        let next = StreamCount(attempt: attempt + 1, lost: isLost ? lost + 1 : lost)
        return next.attempt <= Self.most && next.lost <= Self.mostLost ? next : nil
    }

    /// The count as it stands in an address.
    var query: String { lost > 0 ? "attempt=\(attempt)&lost=\(lost)" : "attempt=\(attempt)" }
}
