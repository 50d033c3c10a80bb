import CoraCall
import CoraSupervisor
import Logging
import NIOPosix
import Testing

@testable import CoraServer

@Suite("Reading the fleet", .timeLimit(.minutes(1)))
struct FleetReaderTests {
    /// A call on a loop of its own, which answers, or never does.
    private final class Call: LiveCall {
        private let isStuck: Bool

        init(isStuck: Bool) {
            self.isStuck = isStuck
        }

        func leave(_: Goodbye.Cause) async -> Bool { true }

        func end(_: Termination.Reason) async {}

        func hand(_: CallOrder) {}

        func snapshot() async -> CallSnapshot {
            if isStuck { try? await Task.sleep(for: .seconds(3600)) }
            return CallSnapshot(phase: .live, figures: CallFigures(), termination: nil)
        }
    }

    @Test("a call on a loop that is stuck hides no other call, and holds nobody up")
    func stuck() async throws {
        let supervisor = CallSupervisor { CallInstant(nanoseconds: 0) }
        for number in 1...3 {
            let ticket = CallTicket(
                callSID: "CA\(number)", callID: "c\(number)", tenant: Tenant(id: "a", numbers: [], agentName: "A"),
                callerNumber: "+15550123", dialledNumber: "+15550100")
            _ = try await supervisor.redeem(supervisor.admit(ticket), callSID: ticket.callSID).get()
            await supervisor.callOpened(Call(isStuck: number == 2), ticket)
        }
        let group = MultiThreadedEventLoopGroup.singleton
        let clocks = Clocks(wall: { WallTime(microseconds: 0) }, steady: { CallInstant(nanoseconds: 0) })
        let reader = FleetReader(
            instance: InstanceName(startedAt: clocks.wall()), supervisor: supervisor,
            meter: FleetMeter(clocks: clocks),
            pressure: PressureGauge(
                group: group, supervisor: supervisor, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                now: { CallInstant(nanoseconds: 0) }, outboxPercent: { 0 }),
            tenants: Nobody(), store: nil, database: nil, wall: clocks.wall)

        let stats = await reader.stats()
        #expect(stats.calls.live == 3 && stats.calls.byState == ["live": 2])
        #expect(await reader.calls().map(\.callSid).sorted() == ["CA1", "CA3"])
    }
}

/// No tenants at all.
private struct Nobody: TenantSource {
    let changes = AsyncStream<[Tenant]> { $0.finish() }
    let tenants: [Tenant] = []

    func current(forDialled number: String) -> Tenant? { nil }

    func tenant(forDialled number: String) async -> Tenant? { nil }
}
