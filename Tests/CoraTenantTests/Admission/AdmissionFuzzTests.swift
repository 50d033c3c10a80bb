import CoraTenant
import SeededTesting
import Testing

/// Whatever happens in whatever order: no limit is passed, no place is lost, none is given back twice.
struct AdmissionFuzzTests {
    private typealias Machine = AdmissionStateMachine

    /// What the machine should know, in the plainest way.
    private struct Model {
        enum Stage { case held, opening, live }
        struct Call {
            var slot: Machine.Slot
            var tenant: String
            var stage: Stage
            var until: CallInstant
        }
        var calls: [Call] = []
        var begun: [(tenant: String, at: CallInstant)] = []

        mutating func expire(at now: CallInstant) {
            calls.removeAll { $0.stage != .live && $0.until <= now }
        }

        func count(_ tenant: String) -> Int { calls.count { $0.tenant == tenant } }
    }

    private static let limits: [String: TenantLimits] = [
        "a": TenantLimits(concurrentCalls: 3), "b": TenantLimits(callsPerMinute: 20, burst: 4), "c": TenantLimits(),
        "d": TenantLimits(concurrentCalls: 5, callsPerMinute: 40, burst: 2),
    ]

    @Test(arguments: 0..<40)
    func `it agrees with a plain model`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var machine = Machine(limits: AdmissionLimits(calls: 12, callsPerMinute: 120, burst: 10))
        var (model, now) = (Model(), CallInstant(nanoseconds: 0))
        var dead: [Machine.Slot] = []

        for _ in 0..<2000 {
            let index = model.calls.indices.randomElement(using: &random)
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1, 2:
                let tenant = ["a", "b", "c", "d"].randomElement(using: &random) ?? "a"
                let own = Self.limits[tenant] ?? TenantLimits()
                let request = Machine.Request(tenant: tenant, limits: own)
                switch machine.request(request, at: now) {
                case .admitted(let slot, _):
                    model.calls.append(.init(slot: slot, tenant: tenant, stage: .held, until: now + .seconds(15)))
                    model.begun.append((tenant, now))
                    #expect(!dead.contains(slot))
                    #expect(model.calls.count <= 12)
                    #expect(own.concurrentCalls.map { model.count(tenant) <= $0 } ?? true)
                    if let rate = own.callsPerMinute, let burst = own.burst {
                        #expect(Self.fits(model.begun.filter { $0.tenant == tenant }.map(\.at), rate, burst))
                    }
                case .refused(.full, _): #expect(model.calls.count == 12)
                case .refused(.tenantCalls, _): #expect(model.count(tenant) == own.concurrentCalls)
                case .refused(.tenantRate, _): #expect(own.callsPerMinute != nil)
                case .refused(let refusal, _): #expect(refusal == .instanceRate)
                }
            case 3:
                guard let index else { continue }
                let outcome = machine.redeem(model.calls[index].slot, at: now)
                #expect(outcome == (model.calls[index].stage == .held ? .redeemed : .used))
                if outcome == .redeemed { model.calls[index].stage = .opening }
            case 4:
                guard let index else { continue }
                let isOpened = machine.opened(model.calls[index].slot)
                #expect(isOpened == (model.calls[index].stage == .opening))
                if isOpened { model.calls[index].stage = .live }
            case 5:
                guard let index else { continue }
                let call = model.calls.remove(at: index)
                #expect(machine.release(call.slot) == true)
                dead.append(call.slot)
            case 6:
                if let slot = dead.randomElement(using: &random) {
                    #expect(machine.release(slot) == false)
                    #expect(machine.redeem(slot, at: now) == .unknown)
                    #expect(machine.opened(slot) == false)
                    #expect(machine.cancel(slot) == false)
                }
            case 7:
                guard let index else { continue }
                let isHeld = model.calls[index].stage == .held
                #expect(machine.cancel(model.calls[index].slot) == isHeld)
                if isHeld { dead.append(model.calls.remove(at: index).slot) }
            default:
                now = now + .milliseconds(.random(in: 0...3000, using: &random))
                let gone = model.calls.filter { $0.stage != .live && $0.until <= now }.map(\.slot)
                model.expire(at: now)
                #expect(Set(machine.expire(at: now).map(\.slot)).isSuperset(of: gone))
                dead += gone
            }
            #expect(machine.taken == model.calls.count)
            #expect(machine.live == model.calls.count { $0.stage == .live })
            for tenant in Self.limits.keys { #expect(machine.calls(of: tenant) == model.count(tenant)) }
        }
        for call in model.calls { machine.release(call.slot) }
        _ = machine.expire(at: now + .seconds(60))
        #expect(machine.taken == 0 && machine.live == 0 && machine.pending == 0)
        #expect(machine.liveByTenant == [:])
    }

    /// Whether calls that began then are no more, over any stretch of time, than the rate and the burst allow.
    private static func fits(_ moments: [CallInstant], _ rate: Int, _ burst: Int) -> Bool {
        guard let last = moments.last else { return true }
        for (index, first) in moments.enumerated().suffix(60) {
            let allowed = Int64(burst) * 60_000_000_000 + (last - first).nanoseconds * Int64(rate)
            if Int64(moments.count - index) * 60_000_000_000 > allowed { return false }
        }
        return true
    }

    @Test(arguments: 0..<20)
    func `while it is short, calls come near to a fair share and never pass it`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var machine = Machine(limits: AdmissionLimits(calls: 1000))
        let now = CallInstant(nanoseconds: 0)
        var slots: [(tenant: String, slot: Machine.Slot)] = []
        func ask(_ tenant: String) -> Bool {
            guard case .admitted(let slot, _) = machine.request(.init(tenant: tenant), at: now) else { return false }
            slots.append((tenant, slot))
            return true
        }
        for index in 0..<5 { for _ in 0..<Int.random(in: 0...20, using: &random) { _ = ask("t\(index)") } }
        machine.heard(ModelAllowance(name: "tokens", limit: 1000, remaining: 50, reset: .seconds(60)), of: "", at: now)
        for _ in 0..<500 {
            if Int.random(in: 0..<4, using: &random) == 0, let index = slots.indices.randomElement(using: &random) {
                machine.release(slots.remove(at: index).slot)
                continue
            }
            let tenant = "t\(Int.random(in: 0..<5, using: &random))"
            let others = (0..<5).map { "t\($0)" }.filter { $0 != tenant }.map { machine.calls(of: $0) }.max() ?? 0
            let isFair = slots.isEmpty || machine.calls(of: tenant) + 1 < others
            #expect(ask(tenant) == isFair)
        }
    }
}
