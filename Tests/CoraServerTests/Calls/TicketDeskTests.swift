import CoraCall
import CoraShared
import CoraSupervisor
import CoraTenant
import Foundation
import Synchronization
import Testing

@testable import CoraServer

struct TicketDeskTests {
    private static let secret = "0123456789abcdef0123456789abcdef"

    /// A desk and the clock of its supervisor.
    private final class Office: Sendable {
        let clock = Mutex(CallInstant(nanoseconds: 0))

        func desk(secret: String = secret, life: CallDuration = .seconds(15)) -> TicketDesk {
            TicketDesk(
                supervisor: CallSupervisor(limits: .init(ticketLife: life)) { [self] in clock.withLock { $0 } },
                shared: MemorySharedState { [self] in clock.withLock { $0 } }, secret: secret, life: life)
        }
    }

    private func ticket(_ sid: String, attempt: Int = 0) -> CallTicket {
        CallTicket(
            callSID: sid, callID: UUID().uuidString, tenant: Tenant(id: "t", numbers: [], agentName: "A"),
            callerNumber: "+14155550199", dialledNumber: "+14155550100", attempt: attempt)
    }

    private func refusal(_ result: Result<CallTicket, TicketRefusal>) -> TicketRefusal? {
        if case .failure(let refusal) = result { refusal } else { nil }
    }

    @Test func `a token gives its call's ticket, once`() async throws {
        let desk = Office().desk()
        let ticket = ticket("CA1")
        let token = try await desk.issue(ticket)
        #expect(try await desk.redeem(token: token, callSID: "CA1").get() == ticket)
        #expect(refusal(await desk.redeem(token: token, callSID: "CA1")) == .used)
    }

    @Test func `it says nothing of the caller, and fits into a TwiML parameter`() async throws {
        let token = try await Office().desk().issue(ticket("CA00000000000000000000000000000001"))
        #expect(token.count < 500)
        let claims = String(token.split(separator: ".")[1]).replacing("-", with: "+").replacing("_", with: "/")
        let padded = claims + String(repeating: "=", count: (4 - claims.count % 4) % 4)
        let text = String(decoding: try #require(Data(base64Encoded: padded)), as: UTF8.self)
        #expect(text.contains("CA00000000000000000000000000000001"))
        #expect(!text.contains("4155550199"))
    }

    @Test func `none`() async {
        #expect(refusal(await Office().desk().redeem(token: nil, callSID: "CA1")) == .missing)
    }

    @Test(arguments: ["", "x", "a.b.c", "..", "\u{0}"])
    func `one that is no token, or was changed`(_ token: String) async {
        #expect(refusal(await Office().desk().redeem(token: token, callSID: "CA1")) == .invalid)
    }

    @Test func `a tampered one costs the ticket nothing`() async throws {
        let desk = Office().desk()
        let token = try await desk.issue(ticket("CA1"))
        var parts = token.split(separator: ".").map(String.init)
        parts[1] = Data(#"{"sub":"CA2","jti":"x","exp":99999999999}"#.utf8).base64EncodedString()
            .replacing("=", with: "")
        #expect(refusal(await desk.redeem(token: parts.joined(separator: "."), callSID: "CA2")) == .invalid)
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + "."
        #expect(refusal(await desk.redeem(token: unsigned, callSID: "CA2")) == .invalid)
        #expect(refusal(await desk.redeem(token: token, callSID: "CA1")) == nil)
    }

    @Test func `one of another secret`() async throws {
        let token = try await Office().desk(secret: "ffffffffffffffffffffffffffffffff").issue(ticket("CA1"))
        #expect(refusal(await Office().desk().redeem(token: token, callSID: "CA1")) == .invalid)
    }

    @Test func `one of another call, which keeps its own`() async throws {
        let desk = Office().desk()
        let token = try await desk.issue(ticket("CA1"))
        #expect(refusal(await desk.redeem(token: token, callSID: "CA2")) == .otherCall)
        #expect(refusal(await desk.redeem(token: token, callSID: "CA1")) == nil)
    }

    @Test func `one that came too late`() async throws {
        let office = Office()
        let desk = office.desk()
        let token = try await desk.issue(ticket("CA1"))
        office.clock.withLock { $0 = $0 + .seconds(15) }
        #expect(refusal(await desk.redeem(token: token, callSID: "CA1")) == .expired)
        // By the token's own claim, whatever the supervisor remembers.
        let short = Office().desk(life: .seconds(-2))
        #expect(refusal(await short.redeem(token: try await short.issue(ticket("CA1")), callSID: "CA1")) == .expired)
    }

    @Test func `the same call asking again gets the ticket it has; a new attempt gets a new one`() async throws {
        let desk = Office().desk()
        let first = try await desk.issue(ticket("CA1"))
        let second = try await desk.issue(ticket("CA1"))
        let third = try await desk.issue(ticket("CA1", attempt: 1))
        #expect(refusal(await desk.redeem(token: second, callSID: "CA1")) == nil)
        #expect(refusal(await desk.redeem(token: first, callSID: "CA1")) == .used)
        #expect(refusal(await desk.redeem(token: third, callSID: "CA1")) == nil)
    }

    @Test func `the carrier's own retry gets the ticket there is; the same request later is a replay`() async throws {
        let office = Office()
        let desk = office.desk()
        let token = try await desk.issue(ticket("CA1"))
        #expect(refusal(await desk.redeem(token: token, callSID: "CA1")) == nil)
        office.clock.withLock { $0 = $0 + .seconds(14) }
        let again = try await desk.issue(ticket("CA1"))
        #expect(refusal(await desk.redeem(token: again, callSID: "CA1")) == .used)
        office.clock.withLock { $0 = $0 + .seconds(2) }
        await #expect(throws: TicketDesk.Replay.self) { try await desk.issue(ticket("CA1")) }
        // Another stream of the call, and another call, are let in.
        _ = try await desk.issue(ticket("CA1", attempt: 1))
        _ = try await desk.issue(ticket("CA2"))
    }

    @Test func `a replay admits nothing`() async throws {
        let office = Office()
        let supervisor = CallSupervisor { office.clock.withLock { $0 } }
        let desk = TicketDesk(
            supervisor: supervisor, shared: MemorySharedState { office.clock.withLock { $0 } }, secret: Self.secret,
            life: .seconds(15))
        _ = try await desk.issue(ticket("CA1"))
        office.clock.withLock { $0 = $0 + .seconds(3600) }
        await #expect(throws: TicketDesk.Replay.self) { try await desk.issue(ticket("CA1")) }
        #expect(await supervisor.isEmpty())
    }

    @Test func `no stream of a call is let in that the carrier has said is over, whichever it is`() async throws {
        let desk = Office().desk()
        _ = try await desk.issue(ticket("CA1"))
        await desk.over("CA1")
        for attempt in 0..<3 {
            await #expect(throws: TicketDesk.Replay.self) { try await desk.issue(ticket("CA1", attempt: attempt)) }
        }
    }

    @Test func `a call that was turned away may ask again, however late`() async throws {
        let office = Office()
        let now = { @Sendable in office.clock.withLock { $0 } }
        let supervisor = CallSupervisor(limits: .init(calls: 1), now: now)
        let desk = TicketDesk(
            supervisor: supervisor, shared: MemorySharedState(now: now), secret: Self.secret, life: .seconds(15))
        _ = try await desk.issue(ticket("CA1"))
        await #expect(throws: AdmissionRefusal.full) { try await desk.issue(ticket("CA2")) }
        office.clock.withLock { $0 = $0 + .seconds(60) }
        _ = try await desk.issue(ticket("CA2"))
    }
}
