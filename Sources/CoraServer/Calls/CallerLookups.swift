import CoraBusiness
import CoraCall
import CoraClients
import CoraTenant
import Synchronization

/// Has callers looked up while their telephone rings. The webhook waits a little; an answer that is not there by then, for
/// the database is far away, is taken when the media socket redeems the ticket, some hundred milliseconds later. Neither
/// waits longer than the patience, whatever the database does.
final class CallerLookups: Sendable {
    /// The longest that either waits.
    static let patience = Duration.milliseconds(150)
    /// How long a lookup is kept for a socket that may still come.
    private static let kept = Duration.seconds(60)
    /// The most lookups that are kept.
    private static let most = 2000

    private struct Answer: Sendable {
        var history: CallerHistory?
    }

    /// A lookup that was still under way when its webhook had to go on.
    private struct Late {
        var since: ContinuousClock.Instant
        var task: Task<CallerHistory?, Never>
    }

    private let look: @Sendable (CallTicket) async -> CallerHistory?
    private let late = Mutex([String: Late]())

    /// - Parameter look: looks a ticket's caller up; it must come to an end by itself.
    init(_ look: @escaping @Sendable (CallTicket) async -> CallerHistory?) {
        self.look = look
    }

    convenience init(_ histories: CallerHistories) {
        self.init { await histories.history(for: $0) }
    }

    /// What is known of the ticket's caller; nil if nothing is, or not yet.
    func history(for ticket: CallTicket) async -> CallerHistory? {
        guard ticket.caller.number != nil else { return nil }
        let look = look
        let task = Task { await look(ticket) }
        if let answer = await Self.answer(of: task) { return answer.history }
        keep(task, for: ticket)
        return nil
    }

    /// What has become known since the webhook went on; nil if nothing has. It is told once.
    func lateHistory(for ticket: CallTicket) async -> CallerHistory? {
        guard let task = late.withLock({ $0.removeValue(forKey: ticket.streamID) })?.task else { return nil }
        return await Self.answer(of: task)?.history
    }

    /// How many lookups are kept. For tests.
    var count: Int { late.withLock(\.count) }

    /// The lookup's answer; nil if there is none in time. The lookup goes on.
    private static func answer(of task: Task<CallerHistory?, Never>) async -> Answer? {
        await soon(within: patience) { Answer(history: await task.value) }
    }

    private func keep(_ task: Task<CallerHistory?, Never>, for ticket: CallTicket) {
        let now = ContinuousClock.now
        late.withLock { late in
            late = late.filter { $0.value.since.duration(to: now) < Self.kept }
            if late.count < Self.most { late[ticket.streamID] = Late(since: now, task: task) }
        }
    }
}
