import CoraCall
import CoraSupervisor
import CoraTenant
import SeededTesting
import Synchronization
import Testing

/// Thousands of calls at once, from many tasks, that end in every way there is.
struct RacingTests {
    private static let tenants: [(id: String, limits: TenantLimits)] = [
        ("a", TenantLimits(concurrentCalls: 7)), ("b", TenantLimits(concurrentCalls: 20)), ("c", TenantLimits()),
    ]

    /// How a call goes.
    private enum Way: CaseIterable {
        case hungUp, abandoned, goneAfterRedemption, endedTwice, endedBeforeItBegan, streamEnded, carrierEnded, cut
    }

    /// Counts what is there, apart from the supervisor.
    private final class Count: Sendable {
        private let state = Mutex<(now: [String: Int], admitted: Int, refused: Int)>(([:], 0, 0))

        /// - Returns: how many of the tenant, and of all, there are now.
        func enter(_ tenant: String) -> (own: Int, all: Int) {
            state.withLock { state in
                state.now[tenant, default: 0] += 1
                state.admitted += 1
                return (state.now[tenant] ?? 0, state.now.values.reduce(0, +))
            }
        }

        func leave(_ tenant: String) { state.withLock { $0.now[tenant, default: 0] -= 1 } }
        func refuse() { state.withLock { $0.refused += 1 } }
        var admitted: Int { state.withLock { $0.admitted } }
        var refused: Int { state.withLock { $0.refused } }
    }

    @Test(.timeLimit(.minutes(2)), arguments: 0..<4)
    func `no limit is passed and no place is lost`(seed: Int) async throws {
        let clock = SettableClock()
        let places = 40
        let supervisor = CallSupervisor(limits: .init(calls: places), remembered: 100) { clock.now }
        let count = Count()
        await withTaskGroup { group in
            for worker in 0..<64 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(seed * 1000 + worker))
                    for number in 0..<80 {
                        let tenant = Self.tenants[Int.random(in: 0..<3, using: &random)]
                        let ticket = ticket("CA\(worker)-\(number)", tenant: tenant.id, limits: tenant.limits)
                        let way = Way.allCases.randomElement(using: &random) ?? .hungUp
                        await Self.call(ticket, way, on: supervisor, count, places, tenant.limits)
                    }
                }
            }
        }
        // What was abandoned, or was never opened after its redemption, is given back with time.
        clock.advance(by: .seconds(15))
        #expect(await supervisor.isEmpty())
        #expect(await supervisor.liveCount == 0)
        let figures = await supervisor.admissionFigures()
        #expect(figures.admission.admitted == count.admitted)
        #expect(figures.admission.refused == count.refused)
        #expect(count.admitted + count.refused == 64 * 80)
        #expect(figures.admission.refusedByReason.values.reduce(0, +) == count.refused)
        #expect(figures.calls.pending == 0 && figures.calls.live == 0 && figures.calls.byTenant == [:])
        for number in 0..<places {
            _ = try await supervisor.admit(ticket("CB\(number)", tenant: "c"))
        }
        await #expect(throws: AdmissionRefusal.full) { try await supervisor.admit(ticket("CC", tenant: "c")) }
    }

    private static func call(
        _ ticket: CallTicket, _ way: Way, on supervisor: CallSupervisor, _ count: Count, _ places: Int,
        _ limits: TenantLimits
    ) async {
        let tenant = ticket.tenant.id
        guard let id = try? await supervisor.admit(ticket) else { return count.refuse() }
        // A place that only time gives back is held for the rest of the test.
        let (own, all) = count.enter(tenant)
        #expect(all <= places)
        #expect(limits.concurrentCalls.map { own <= $0 } ?? true)
        if way == .endedBeforeItBegan { await supervisor.callEnded(ticket, Termination(.callerHungUp)) }
        // Most of them come for their tickets, or the test would be over soon.
        let isAbandoned = way == .abandoned && ticket.callSID.hasSuffix("7")
        guard !isAbandoned else { return }
        #expect(await supervisor.redeem(id, callSID: ticket.callSID) == .success(ticket))
        #expect(await supervisor.redeem(id, callSID: ticket.callSID) == .failure(.used))
        if way == .goneAfterRedemption, ticket.callSID.hasSuffix("3") { return }
        let call = RecordedCall()
        await supervisor.callOpened(call, ticket)
        await Task.yield()
        // Before the end is told, or another call could be counted first.
        count.leave(tenant)
        switch way {
        case .streamEnded: _ = await supervisor.streamEnded(callSID: ticket.callSID, attempt: ticket.attempt)
        case .carrierEnded: await supervisor.carrierEnded(callSID: ticket.callSID)
        case .cut: await call.end(.drained)
        case .endedTwice: await supervisor.callEnded(ticket, Termination(.agentEnded))
        case .hungUp, .abandoned, .goneAfterRedemption, .endedBeforeItBegan: break
        }
        await supervisor.callEnded(ticket, await call.termination ?? Termination(.callerHungUp))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a rate is kept to the call, however many ask at once`() async {
        let clock = SettableClock()
        let supervisor = CallSupervisor(limits: .init(calls: 100_000, callsPerMinute: 600, burst: 50)) { clock.now }
        var admitted = 0
        for round in 0..<10 {
            admitted += await withTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask { (try? await supervisor.admit(ticket("CA\(round)-\(number)"))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            clock.advance(by: .milliseconds(1050))
        }
        // Fifty at first, and ten and a half in each of the nine steps between.
        #expect(admitted == 50 + 94)
    }
}
