import CoraCall
import CoraShared
import CoraSupervisor
import CoraTenant
import Foundation
import Synchronization
import Testing

@testable import CoraServer

@Suite(.timeLimit(.minutes(1)))
struct CallerLookupsTests {
    private static let dana = CallerHistory(name: "Dana Field")

    /// A database that answers when it is told to.
    private final class Database: Sendable {
        private let answers = AsyncStream.makeStream(of: CallerHistory?.self)

        func look(_: CallTicket) async -> CallerHistory? {
            for await answer in answers.stream { return answer }
            return nil
        }

        func answer(_ history: CallerHistory?) { answers.continuation.yield(history) }
    }

    private static func ticket(_ from: String = "+14155550199") -> CallTicket {
        CallTicket(
            callSID: "CA1", callID: UUID().uuidString, tenant: Tenant(id: "t", numbers: [], agentName: "A"),
            callerNumber: from, dialledNumber: "+14155550100")
    }

    private static func desk(_ lookups: CallerLookups) -> TicketDesk {
        TicketDesk(
            supervisor: CallSupervisor(limits: .init(ticketLife: .seconds(15))) { CallInstant(nanoseconds: 0) },
            shared: MemorySharedState { CallInstant(nanoseconds: 0) }, secret: String(repeating: "s", count: 32),
            life: .seconds(15), callers: lookups)
    }

    @Test func `an answer in time is the webhook's, and nothing is kept`() async {
        let lookups = CallerLookups { _ in Self.dana }
        #expect(await lookups.history(for: Self.ticket()) == Self.dana)
        #expect(lookups.count == 0)
        let nobody = CallerLookups { _ in nil }
        #expect(await nobody.history(for: Self.ticket()) == nil)
        #expect(nobody.count == 0)
    }

    @Test func `what comes after the webhook is in the ticket that the socket redeems`() async throws {
        let database = Database()
        let lookups = CallerLookups(database.look)
        let desk = Self.desk(lookups)
        var ticket = Self.ticket()
        ticket.history = await lookups.history(for: ticket)
        #expect(ticket.history == nil)
        let token = try await desk.issue(ticket)
        database.answer(Self.dana)
        #expect(try await desk.redeem(token: token, callSID: "CA1").get().history == Self.dana)
        #expect(lookups.count == 0)
    }

    @Test func `a database that does not answer holds up neither`() async throws {
        let lookups = CallerLookups(Database().look)
        let desk = Self.desk(lookups)
        let ticket = Self.ticket()
        #expect(await lookups.history(for: ticket) == nil)
        #expect(lookups.count == 1)
        let token = try await desk.issue(ticket)
        #expect(try await desk.redeem(token: token, callSID: "CA1").get() == ticket)
        #expect(lookups.count == 0)
    }

    @Test func `who has no number is not looked up`() async {
        let lookups = CallerLookups { _ in
            Issue.record("looked up")
            return Self.dana
        }
        #expect(await lookups.history(for: Self.ticket("anonymous")) == nil)
    }
}
