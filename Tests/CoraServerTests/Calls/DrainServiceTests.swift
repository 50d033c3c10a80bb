import CoraCall
import CoraSupervisor
import Logging
import Testing

@testable import CoraServer

@Suite(.timeLimit(.minutes(1))) struct DrainServiceTests {
    private actor Call: LiveCall {
        private(set) var termination: Termination?

        func leave(_: Goodbye.Cause) -> Bool { true }

        func end(_ reason: Termination.Reason) { termination = Termination(reason) }

        func snapshot() -> CallSnapshot {
            CallSnapshot(state: "live", figures: CallFigures(), termination: termination)
        }
    }

    @Test func `cancelled, as when another service fails, it leaves nobody on the line`() async throws {
        let now = CallInstant(nanoseconds: 0)
        let supervisor = CallSupervisor { now }
        let ticket = CallTicket(
            callSID: "CA1", callID: "c1", tenant: Tenant(id: "a", numbers: [], agentName: "A"),
            callerNumber: "+15550123", dialledNumber: "+15550100")
        _ = try await supervisor.redeem(supervisor.admit(ticket), callSID: "CA1").get()
        let call = Call()
        await supervisor.callOpened(call, ticket)
        let service = DrainService(
            supervisor: supervisor, stop: { await supervisor.stop(until: now + .seconds(600)) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await service.run() }
        running.cancel()
        try await running.value
        #expect(await call.termination == Termination(.drained))
        #expect(await supervisor.refusal == .draining)
    }
}
