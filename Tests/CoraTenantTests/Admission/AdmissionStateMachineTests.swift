import CoraTenant
import Testing

struct AdmissionStateMachineTests {
    typealias Machine = AdmissionStateMachine

    private var machine = Machine(limits: AdmissionLimits(calls: 100))
    private var now = CallInstant(nanoseconds: 0)

    private mutating func ask(
        _ tenant: String = "a", _ limits: TenantLimits = TenantLimits(), spent: Dollars = .zero,
        isContinued: Bool = false
    ) -> Machine.OnRequest {
        machine.request(
            Machine.Request(
                tenant: tenant, limits: limits, spent: spent, untilTomorrow: .seconds(1000), isContinued: isContinued),
            at: now)
    }

    private mutating func slot(_ tenant: String = "a", _ limits: TenantLimits = TenantLimits()) throws -> Machine.Slot {
        guard case .admitted(let slot, _) = ask(tenant, limits) else { throw Refused() }
        return slot
    }

    private struct Refused: Error {}

    private func why(_ outcome: Machine.OnRequest) -> AdmissionRefusal? {
        if case .refused(let refusal, _) = outcome { refusal } else { nil }
    }

    // MARK: Slots

    @Test mutating func `a place is given out once and given back once`() throws {
        machine.change(AdmissionLimits(calls: 1))
        let slot = try slot()
        #expect(why(ask()) == .full)
        #expect(machine.release(slot) == true)
        #expect(machine.release(slot) == false)
        #expect(machine.taken == 0)
        let next = try self.slot()
        #expect(machine.release(slot) == false)
        #expect(why(ask()) == .full)
        #expect(machine.release(next) == true)
    }

    @Test mutating func `a ticket is good for its life and for one redemption`() throws {
        let slot = try slot()
        #expect(machine.redeem(slot, at: now + .milliseconds(14_999)) == .redeemed)
        #expect(machine.redeem(slot, at: now) == .used)
        let late = try self.slot()
        #expect(machine.redeem(late, at: now + .seconds(15)) == .unknown)
        #expect(
            machine.expire(at: now + .seconds(15)) == [
                Machine.Expired(slot: slot, isAbandoned: false), Machine.Expired(slot: late, isAbandoned: true),
            ])
        #expect(machine.opened(slot) == false)
        #expect(machine.taken == 0)
    }

    @Test mutating func `a ticket with a shorter life expires before those that were given out earlier`() throws {
        machine.change(AdmissionLimits(calls: 100, ticketLife: .seconds(60)))
        let usual = try slot()
        guard
            case .admitted(let short, _) = machine.request(
                Machine.Request(tenant: "a", ticketLife: .seconds(15)), at: now)
        else { throw Refused() }
        let last = try slot()
        #expect(machine.expire(at: now + .milliseconds(14_999)).isEmpty)
        #expect(machine.expire(at: now + .seconds(15)) == [Machine.Expired(slot: short, isAbandoned: true)])
        #expect(machine.taken == 2)
        #expect(machine.redeem(usual, at: now + .seconds(59)) == .redeemed)
        #expect(machine.expire(at: now + .seconds(60)).map(\.slot) == [usual, last])
    }

    @Test mutating func `a call that lives keeps its place past its ticket`() throws {
        let slot = try slot()
        _ = machine.redeem(slot, at: now)
        #expect(machine.opened(slot) == true)
        #expect(machine.opened(slot) == false)
        #expect(machine.expire(at: now + .seconds(60)).count == 1)
        #expect(machine.live == 1)
        #expect(machine.cancel(slot) == false)
        #expect(machine.release(slot) == true)
        #expect(machine.live == 0)
        #expect(machine.liveByTenant == [:])
    }

    // MARK: Limits

    @Test mutating func `a tenant has as many calls as it may, and the others are not concerned`() throws {
        let limits = TenantLimits(concurrentCalls: 2)
        let slots = [try slot("a", limits), try slot("a", limits)]
        #expect(why(ask("a", limits)) == .tenantCalls)
        _ = try slot("b", limits)
        machine.release(slots[0])
        _ = try slot("a", limits)
    }

    @Test mutating func `the instance's word holds for tenants that say nothing`() throws {
        machine.change(AdmissionLimits(tenant: TenantLimits(concurrentCalls: 1, callsPerMinute: 60, burst: 5)))
        _ = try slot("a")
        #expect(why(ask("a")) == .tenantCalls)
        _ = try slot("a", TenantLimits(concurrentCalls: 2))
    }

    @Test mutating func `calls a minute, of a tenant and of the instance, and when to try again`() throws {
        machine.change(AdmissionLimits(callsPerMinute: 6, burst: 3))
        let limits = TenantLimits(callsPerMinute: 60, burst: 2)
        for _ in 0..<2 { _ = try slot("a", limits) }
        #expect(ask("a", limits) == .refused(.tenantRate, retryAfter: .seconds(1)))
        _ = try slot("b")
        #expect(ask("b") == .refused(.instanceRate, retryAfter: .seconds(10)))
        now = now + .seconds(10)
        // Being refused by the one has cost nothing of the other.
        _ = try slot("a", limits)
    }

    @Test mutating func `a call that goes on needs a place and nothing else`() throws {
        machine.change(AdmissionLimits(calls: 2, callsPerMinute: 1))
        _ = try slot()
        #expect(why(ask()) == .instanceRate)
        let limits = TenantLimits(callsPerMinute: 1, dailyHard: .zero)
        #expect(why(ask("a", limits, isContinued: true)) == nil)
        #expect(why(ask("a", limits, isContinued: true)) == .full)
    }

    @Test mutating func `what a day may cost: less from the soft limit on, nothing from the hard one on`() throws {
        let limits = TenantLimits(dailySoft: Dollars("1"), dailyHard: Dollars("2"))
        let amounts = ["0.99", "1", "1.99", "2"].compactMap { Dollars($0) }
        let outcomes = amounts.map { ask("a", limits, spent: $0) }
        let qualities = outcomes.map { outcome -> CallQuality? in
            if case .admitted(_, let quality) = outcome { quality } else { nil }
        }
        #expect(qualities == [.full, .frugal, .frugal, nil])
        #expect(outcomes.last == .refused(.spend, retryAfter: .seconds(1000)))
    }

    @Test mutating func `what cannot be written down is not taken, but for calls that only go on`() {
        var request = Machine.Request(tenant: "a", isRecordable: false)
        #expect(why(machine.request(request, at: now)) == .unrecordable)
        request.isContinued = true
        #expect(why(machine.request(request, at: now)) == nil)
    }

    @Test mutating func `a busy instance takes no new call`() {
        for _ in 0..<2 { machine.sampled(Pressure(outboxPercent: 90), at: now) }
        #expect(why(ask()) == .overloaded)
        #expect(why(ask(isContinued: true)) == nil)
    }

    // MARK: The model account

    private mutating func left(_ remaining: Int) {
        machine.heard(
            ModelAllowance(name: "tokens", limit: 1000, remaining: remaining, reset: .seconds(60)), of: "", at: now)
    }

    @Test mutating func `what one model has left is another's neither to use nor to want`() {
        let premium = Machine.Request(tenant: "a", model: "premium")
        let mini = Machine.Request(tenant: "b", model: "mini")
        machine.heard(
            ModelAllowance(name: "tokens", limit: 100, remaining: 1, reset: .seconds(60)), of: "premium", at: now)
        machine.heard(
            ModelAllowance(name: "tokens", limit: 900, remaining: 800, reset: .seconds(60)), of: "mini", at: now)
        #expect(why(machine.request(premium, at: now)) == .modelTokens)
        #expect(why(machine.request(mini, at: now)) == nil)
        #expect(machine.tokens(at: now)?.limit == 100)
    }

    @Test mutating func `a call that is kept short is judged by the model it will have`() {
        let limits = TenantLimits(dailySoft: Dollars(billionths: 1))
        func request(_ tenant: String, spent: Int64) -> Machine.Request {
            Machine.Request(
                tenant: tenant, model: "premium", frugalModel: "mini", limits: limits,
                spent: Dollars(billionths: spent))
        }
        let none = ModelAllowance(name: "tokens", limit: 100, remaining: 1, reset: .seconds(60))
        machine.heard(none, of: "premium", at: now)
        #expect(why(machine.request(request("a", spent: 0), at: now)) == .modelTokens)
        #expect(why(machine.request(request("a", spent: 1), at: now)) == nil)
        machine.heard(none, of: "mini", at: now)
        #expect(why(machine.request(request("b", spent: 1), at: now)) == .modelTokens)
    }

    @Test mutating func `what is short is shared: who has more than others waits`() throws {
        for _ in 0..<9 { _ = try slot("flood") }
        _ = try slot("small")
        left(50)
        #expect(why(ask("flood")) == .modelTokens)
        for _ in 0..<7 { _ = try slot("small") }
        // Eight beside nine: another one would make both alike, and somebody would have to give way.
        #expect(why(ask("small")) == .modelTokens)
        _ = try slot("new")
        left(500)
        _ = try slot("flood")
    }

    @Test mutating func `with no tokens left no tenant gets a call, and one alone does not grow while they are short`()
        throws
    {
        left(50)
        _ = try slot("a")
        #expect(why(ask("a")) == .modelTokens)
        left(10)
        #expect(why(ask("b")) == .modelTokens)
        now = now + .seconds(60)
        _ = try slot("a")
    }

    // MARK: Draining

    @Test mutating func `a drain is taken back, the end of a process is not`() throws {
        machine.drain(until: nil)
        #expect(why(ask()) == .draining)
        #expect(why(ask(isContinued: true)) == .draining)
        #expect(machine.undrain() == true)
        _ = try slot()
        machine.drain(until: now + .seconds(1))
        machine.stop(until: now + .seconds(9))
        machine.drain(until: nil)
        #expect(machine.undrain() == false)
        let drain = try #require(machine.draining)
        #expect(drain.endsProcess && drain.until == now + .seconds(1))
    }

    @Test(arguments: AdmissionRefusal.allCases)
    func `every refusal has words for the caller and for who calls them back`(refusal: AdmissionRefusal) {
        #expect(refusal.heard(isCalledBack: true, in: .english).hasSuffix("will call you back. Goodbye."))
        #expect(refusal.heard(isCalledBack: false, in: .english).contains("Please call again"))
        #expect(!refusal.words.isEmpty && refusal.retryAfter > .zero)
        let saysBusy = refusal.heard(isCalledBack: false, in: .english).contains("lines are busy")
        #expect(saysBusy == [.full, .tenantCalls].contains(refusal))
    }

    @Test func `an own rate comes with its own burst`() {
        let usual = TenantLimits(concurrentCalls: 5, callsPerMinute: 10, burst: 20, dailyHard: Dollars("9"))
        #expect(TenantLimits().orElse(usual) == usual)
        let own = TenantLimits(callsPerMinute: 3, dailySoft: Dollars("10")).orElse(usual)
        #expect(own.burst == nil && own.callsPerMinute == 3 && own.concurrentCalls == 5)
        #expect(own.conflict == "no more than the hard limit, 9")
        #expect(usual.conflict == nil)
    }
}
