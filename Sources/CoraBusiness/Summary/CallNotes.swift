package import CoraCall
package import CoraStore
package import CoraTenant

/// Notes on a live call from which its summary is made. Of a bounded size, however much is said.
package struct CallNotes: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var place: Int
        var item: StoredConversation.Item
    }

    /// How many bytes of a call's words are kept: some hours of talk.
    package static let byteLimit = 128 * 1_024
    /// How many items at a call's beginning are always kept: they say who the caller is and what they want.
    package static let opening = 12
    private static let mostClaims = 8

    private let ticket: CallTicket
    private let startedAt: WallTime
    private var entries: [Entry] = []
    private var bytes = 0
    private var leftOut = 0
    private var claims: [String] = []

    /// - Parameters:
    ///   - ticket: the call's ticket.
    ///   - startedAt: when the call began.
    ///   - items: what was said on earlier streams, if the call was taken up again.
    package init(_ ticket: CallTicket, startedAt: WallTime, items: [StoredConversation.Item] = []) {
        self.ticket = ticket
        self.startedAt = startedAt
        for item in items { insert(Entry(place: 0, item: item)) }
    }

    /// Notes what happened. Turns may be finished out of order: each goes to its place in the conversation. A tool
    /// stands where the conversation was when it answered.
    package mutating func take(_ record: CallRecord, of ticket: CallTicket) {
        switch record {
        case .turn(let turn):
            let stream = min(max(ticket.attempt, 0), 2_000) * 1_000_000
            insert(Entry(place: stream + min(max(turn.sequence, 1), 999_999), item: .init(turn)))
        case .tool(let invocation, let outcome, _):
            insert(Entry(place: entries.last?.place ?? 0, item: .tool(invocation, outcome)))
        case .claim(let claim) where claims.count < Self.mostClaims: claims.append(claim.sentence.clipped(to: 400))
        case .started, .claim, .usage, .transcription, .transfer, .page, .ended: break
        }
    }

    /// The notes as the record of a call that ended at `time`.
    package func ended(_ termination: Termination, at time: WallTime) -> EndedCall {
        var call = EndedCall(
            callID: ticket.callID, tenantID: ticket.tenant.id, agentName: ticket.tenant.agentName,
            caller: ticket.caller, startedAt: startedAt, endedAt: time, ending: termination.label,
            mayGoOn: termination.nextStep == .reconnect || termination.transfer != nil, items: entries.map(\.item),
            itemsLeftOut: leftOut)
        call.callSID = ticket.callSID
        call.claims = claims
        return call
    }

    private mutating func insert(_ entry: Entry) {
        let entry = Entry(place: entry.place, item: entry.item.clipped(to: Self.byteLimit / 8))
        let index = entries.lastIndex { $0.place <= entry.place }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: index)
        bytes += entry.item.weight
        while bytes > Self.byteLimit, entries.count > Self.opening {
            bytes -= entries.remove(at: Self.opening).item.weight
            leftOut += 1
        }
    }
}

extension StoredConversation.Item {
    /// Makes the item of a turn.
    fileprivate init(_ turn: Turn) {
        self = .message(
            role: turn.role, item: turn.item, text: turn.text, heard: turn.heard, cutMilliseconds: turn.cutMilliseconds)
    }

    /// About how much memory the item holds, in bytes.
    fileprivate var weight: Int {
        switch self {
        case .message(_, let item, let text, let heard, _): 64 + item.utf8.count + text.utf8.count + heard.utf8.count
        case .tool(let invocation, let outcome):
            64 + invocation.id.utf8.count + invocation.name.utf8.count + invocation.arguments.utf8.count
                + outcome.envelope.utf8.count
        }
    }

    /// The item with its texts cut so that all of it takes about `limit` bytes, if it took more. Huge items would else
    /// fill the call's opening, which is always kept.
    fileprivate func clipped(to limit: Int) -> Self {
        guard weight > limit else { return self }
        let each = limit / 4
        switch self {
        case .message(let role, let item, let text, let heard, let cut):
            return .message(
                role: role, item: item.clipped(to: each / 4), text: text.clipped(to: each),
                heard: heard.clipped(to: each),
                cutMilliseconds: cut)
        case .tool(let invocation, var outcome):
            let invocation = ToolInvocation(
                id: invocation.id.clipped(to: each / 4), name: invocation.name.clipped(to: each / 4),
                arguments: invocation.arguments.clipped(to: each))
            outcome.envelope = outcome.envelope.clipped(to: each)
            return .tool(invocation, outcome)
        }
    }
}

extension String {
    /// As much of the beginning as fits into so many bytes of UTF-8, with an ellipsis if it was cut.
    func clipped(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        let kept = unicodeScalars.prefixFitting(bytes - 3)
        return String(kept) + "…"
    }
}

extension String.UnicodeScalarView {
    fileprivate func prefixFitting(_ bytes: Int) -> SubSequence {
        var left = bytes
        return prefix { scalar in
            left -= UTF8.width(scalar)
            return left >= 0
        }
    }
}
