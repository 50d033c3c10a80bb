import CoraCall
import CoraSupervisor
import CoraTenant
import Synchronization
import Testing

struct SpendTests {
    private static let day: Int64 = 86_400_000_000
    private let wall = Wall()
    private let clock = SettableClock()

    private final class Wall: Sendable {
        private let microseconds = Mutex<Int64>(20_000 * SpendTests.day)

        var now: Int64 { microseconds.withLock { $0 } }
        func advance(by step: Int64) { microseconds.withLock { $0 += step } }
    }

    private func book() -> SpendBook {
        let price = ModelPrice(
            textIn: 0, cachedTextIn: 0, textOut: 0, audioIn: 0, cachedAudioIn: 0, audioOut: 1_000_000_000)
        let wall = wall
        return SpendBook(
            prices: PriceList(
                model: "m", transcriptionModel: "t", speech: ["m": price], transcription: ["t": .init(tokenIn: 5)])
        ) { WallTime(microseconds: wall.now) }
    }

    /// A response of so many tokens, a dollar each.
    private func usage(_ tokens: Int) -> CallRecord {
        var usage = ResponseUsage()
        usage.audioOut = tokens
        return .usage(usage)
    }

    @Test func `tokens and money are added up by tenant, transcriptions too`() {
        let book = book()
        book.record(usage(3), of: ticket("CA1", tenant: "a"))
        book.record(.transcription(TranscriptionCount(tokensIn: 4)), of: ticket("CA1", tenant: "a"))
        book.record(usage(1), of: ticket("CA2", tenant: "b"))
        book.record(.started, of: ticket("CA2", tenant: "b"))
        #expect(book.spent(by: "a") == .init(tokens: 7, cost: Dollars(billionths: 3_000_000_020)))
        #expect(book.all.mapValues(\.tokens) == ["a": 7, "b": 1])
    }

    @Test func `what others spent is taken up once, however often it is read`() {
        let book = book()
        book.record(usage(3), of: ticket("CA1"))
        for _ in 0..<3 { book.tookUp(["acme": .init(tokens: 10, cost: Dollars(billionths: 10))], of: book.today) }
        #expect(book.spent(by: "acme").tokens == 13)
        book.tookUp(["acme": .init(tokens: 99)], of: CivilDay(dayNumber: book.today.dayNumber - 1))
        #expect(book.spent(by: "acme").tokens == 13)
    }

    @Test func `a new day begins at nothing`() {
        let book = book()
        wall.advance(by: Self.day - 1_000_000)
        book.record(usage(3), of: ticket("CA1"))
        #expect(book.untilTomorrow == .seconds(1))
        wall.advance(by: 1_000_000)
        #expect(book.spent(by: "acme") == .init())
        #expect(book.untilTomorrow == .seconds(86_400))
        book.record(usage(1), of: ticket("CA1"))
        #expect(book.spent(by: "acme").tokens == 1)
    }

    @Test func `what this process used is told apart from what others did, and does not begin anew at midnight`() {
        let book = book()
        book.record(usage(2), of: ticket("CA1"))
        book.tookUp(["acme": .init(tokens: 50, cost: Dollars(billionths: 50_000_000_000))], of: book.today)
        #expect(book.all["acme"]?.cost == Dollars("52"))
        #expect(book.usedHere["acme"]?.cost == Dollars("2"))
        wall.advance(by: 86_400_000_000)
        book.record(usage(1), of: ticket("CA1"))
        #expect(book.all["acme"]?.cost == Dollars("1"))
        #expect(book.usedHere["acme"]?.cost == Dollars("3"))
    }

    @Test func `from the soft limit on new calls are frugal, from the hard one on they are refused`() async throws {
        let book = book()
        let supervisor = CallSupervisor(
            limits: .init(tenant: TenantLimits(dailySoft: Dollars("5"), dailyHard: Dollars("9"))),
            surroundings: .init(spend: book, frugalModel: "cheap")
        ) { [clock] in clock.now }
        _ = try await supervisor.admit(ticket("CA1"))
        book.record(usage(5), of: ticket("CA1"))
        let id = try await supervisor.admit(ticket("CA2"))
        let frugal = try await supervisor.redeem(id, callSID: "CA2").get()
        #expect(frugal.quality == .frugal && frugal.tenant.model == "cheap")
        #expect(frugal.instructions.hasSuffix(Directions.frugal))
        _ = try await supervisor.admit(ticket("CA3", limits: TenantLimits(dailySoft: Dollars("6"))))
        book.record(usage(4), of: ticket("CA1"))
        #expect(await supervisor.decide(on: ticket("CA4")) == .refused(.spend, retryAfter: .seconds(86_400)))
        let stats = await supervisor.admissionFigures().tenants.first
        #expect(stats?.costTodayUsd == 9 && stats?.hardLimitUsd == 9 && stats?.refusedToday == 1)
    }

    @Test
    func
        `a call that goes on over the hard limit is told to end, again after a goodbye that was taken back, and whether it is called back`()
        async throws
    {
        let book = book()
        let supervisor = CallSupervisor(surroundings: .init(spend: book, keepsCallbacks: true)) { [clock] in clock.now }
        let mine = ticket("CA1", limits: TenantLimits(dailyHard: Dollars("2")))
        let call = RecordedCall()
        let id = try await supervisor.admit(mine)
        _ = await supervisor.redeem(id, callSID: "CA1")
        await supervisor.callOpened(call, mine)
        book.record(usage(1), of: mine)
        for _ in 0..<2 { book.record(usage(1), of: mine) }
        var told = book.overspent.makeAsyncIterator()
        for _ in 0..<2 {
            let stream = try #require(await told.next())
            #expect(stream == mine.streamID)
            await supervisor.overspent(stream)
        }
        await supervisor.overspent("nobody")
        #expect(await call.left == Array(repeating: .spendLimit(isCalledBack: true), count: 2))
    }
}

struct AdmissionFiguresTests {
    @Test func `limits, calls on their way, who was let in and who was not, by tenant`() async throws {
        let clock = SettableClock()
        let allowances = AllowanceWatch(defaultModel: "m") { clock.now }
        let supervisor = CallSupervisor(
            limits: .init(calls: 5), surroundings: .init(allowances: allowances)
        ) { clock.now }
        let limits = TenantLimits(concurrentCalls: 1)
        _ = try await supervisor.admit(ticket("CA1", tenant: "a", limits: limits))
        _ = try? await supervisor.admit(ticket("CA2", tenant: "a", limits: limits))
        let id = try await supervisor.admit(ticket("CA3", tenant: "b"))
        _ = await supervisor.redeem(id, callSID: "CA3")
        await supervisor.callOpened(RecordedCall(), ticket("CA3", tenant: "b"))
        allowances.observed(
            .allowance(ModelAllowance(name: "tokens", limit: 1000, remaining: 900, reset: .seconds(6))),
            of: ticket("CA3"))

        let idle = Tenant(id: "idle", numbers: [], agentName: "I", limits: TenantLimits(callsPerMinute: 9))
        var figures = await supervisor.admissionFigures(of: [idle])
        #expect(figures.state == .accepting)
        #expect(figures.calls.limit == 5 && figures.calls.pending == 1 && figures.calls.live == 1)
        #expect(figures.calls.byTenant == ["b": 1])
        #expect(figures.admission.refusedByReason == ["tenant_calls": 1])
        #expect(figures.admission.admittedLastMinute == 2 && figures.admission.refusedLastMinute == 1)
        #expect(figures.tokens == .init(limit: 1000, remaining: 900))
        #expect(figures.tenants.map(\.id) == ["a", "b", "idle"])
        #expect(figures.tenants[0].liveLimit == 1 && figures.tenants[0].refusedLastMinute == 1)
        #expect(figures.tenants[2].perMinuteLimit == 9)
        clock.advance(by: .seconds(61))
        figures = await supervisor.admissionFigures()
        #expect(figures.admission.refusedLastMinute == 0 && figures.tenants[0].refusedToday == 1)
        #expect(figures.admission.abandoned == 1)
        for _ in 0..<2 { await supervisor.sampled(Pressure(outboxPercent: 99)) }
        #expect(await supervisor.admissionFigures().shedding == [.outbox])
        #expect(await supervisor.refusal == .overloaded)
    }

    @Test func `an outbox without room is told of as one that is too full`() async throws {
        let supervisor = CallSupervisor(surroundings: .init(canRecord: { false })) { CallInstant(nanoseconds: 0) }
        let figures = await supervisor.admissionFigures()
        #expect(figures.state == .shedding && figures.shedding == [.outbox])
    }

    @Test func `limits may change while calls live`() async throws {
        let clock = SettableClock()
        let supervisor = CallSupervisor { clock.now }
        _ = try await supervisor.admit(ticket("CA1"))
        await supervisor.change(AdmissionLimits(calls: 1))
        await #expect(throws: AdmissionRefusal.full) { try await supervisor.admit(ticket("CA2")) }
    }
}
