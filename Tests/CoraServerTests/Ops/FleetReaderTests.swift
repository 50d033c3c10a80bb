import CoraCall
import CoraSupervisor
import CoraTenant
import Dispatch
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import CoraServer

@Suite(.timeLimit(.minutes(10)))
struct FleetReaderTests {
    /// A call on an event loop.
    private actor Call: LiveCall {
        private nonisolated let loop: any EventLoop
        nonisolated let unownedExecutor: UnownedSerialExecutor

        init(on loop: any EventLoop) {
            self.loop = loop
            unownedExecutor = loop.executor.asUnownedSerialExecutor()
        }

        nonisolated var executor: ObjectIdentifier { ObjectIdentifier(loop) }

        func leave(_: Goodbye.Cause) -> Bool { true }

        func end(_: Termination.Reason) {}

        nonisolated func hand(_: CallOrder) {}

        func snapshot() -> CallSnapshot {
            CallSnapshot(phase: .live, figures: CallFigures(), termination: nil)
        }
    }

    @Test func `a call on a loop that is stuck hides no other call, and holds no reader up`() async throws {
        let clocks = Clocks(wall: { WallTime(microseconds: 0) }, steady: { CallInstant(nanoseconds: 0) })
        let supervisor = CallSupervisor(now: clocks.steady)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let (good, bad) = (loops.next(), loops.next())
        let release = DispatchSemaphore(value: 0)
        bad.execute { release.wait() }
        for number in 1...3 {
            let ticket = CallTicket(
                callSID: "CA\(number)", callID: "c\(number)", tenant: Tenant(id: "a", numbers: [], agentName: "A"),
                callerNumber: "+15550123", dialledNumber: "+15550100")
            _ = try await supervisor.redeem(supervisor.admit(ticket), callSID: ticket.callSID).get()
            await supervisor.callOpened(Call(on: number == 2 ? bad : good), ticket)
        }
        let group = MultiThreadedEventLoopGroup.singleton
        let reader = FleetReader(
            instance: InstanceName(startedAt: clocks.wall()), supervisor: supervisor,
            meter: FleetMeter(clocks: clocks),
            pressure: PressureGauge(
                group: group, supervisor: supervisor, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                clocks: clocks, store: nil),
            tenants: Nobody(), store: nil, database: nil,
            unreachable: { ["gpt-realtime at https://api.openai.com/v1"] },
            wall: clocks.wall)

        let stats = await reader.stats()
        #expect(stats.calls.live == 3 && stats.calls.byState == ["live": 2])
        #expect(stats.model.unreachable == ["gpt-realtime at https://api.openai.com/v1"])
        #expect(await reader.calls().map(\.callSid).sorted() == ["CA1", "CA3"])
        release.signal()
        try await loops.shutdownGracefully()
    }
}

/// No tenants at all.
private struct Nobody: TenantSource {
    let changes = AsyncStream<[Tenant]> { $0.finish() }
    let tenants: [Tenant] = []

    func current(forDialled number: String) -> Tenant? { nil }

    func tenant(forDialled number: String) async -> Tenant? { nil }
}
