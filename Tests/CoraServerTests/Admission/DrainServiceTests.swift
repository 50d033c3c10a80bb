import CoraCall
import CoraSupervisor
import CoraTenant
import Logging
import Synchronization
import Testing

@testable import CoraServer

@Suite(.timeLimit(.minutes(10))) struct DrainServiceTests {
    /// Ends a while after it is told to, and says so.
    private actor Call: LiveCall {
        private let supervisor: CallSupervisor
        private let ticket: CallTicket
        private nonisolated let ended = Mutex<Termination?>(nil)

        init(_ supervisor: CallSupervisor, _ ticket: CallTicket) {
            self.supervisor = supervisor
            self.ticket = ticket
        }

        nonisolated var termination: Termination? { ended.withLock(\.self) }

        func leave(_: Goodbye.Cause) -> Bool { true }

        func end(_ reason: Termination.Reason) { hand(.end(reason)) }

        nonisolated func hand(_ order: CallOrder) {
            guard case .end(let reason) = order else { return }
            Task {
                try? await Task.sleep(for: .milliseconds(20))
                ended.withLock { $0 = Termination(reason) }
                await supervisor.callEnded(ticket, Termination(reason))
            }
        }

        func snapshot() -> CallSnapshot {
            CallSnapshot(phase: .live, figures: CallFigures(), termination: termination)
        }
    }

    @Test func `cancelled, as when another service fails, it leaves no call on the line`() async throws {
        let now = CallInstant(nanoseconds: 0)
        let supervisor = CallSupervisor { now }
        let ticket = CallTicket(
            callSID: "CA1", callID: "c1", tenant: Tenant(id: "a", numbers: [], agentName: "A"),
            callerNumber: "+15550123", dialledNumber: "+15550100")
        _ = try await supervisor.redeem(supervisor.admit(ticket), callSID: "CA1").get()
        let call = Call(supervisor, ticket)
        await supervisor.callOpened(call, ticket)
        let service = DrainService(
            supervisor: supervisor, stop: { await supervisor.stop(until: now + .seconds(600)) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await service.run() }
        running.cancel()
        try await running.value
        #expect(call.termination == Termination(.drained))
        #expect(await supervisor.refusal == .draining)
    }
}
