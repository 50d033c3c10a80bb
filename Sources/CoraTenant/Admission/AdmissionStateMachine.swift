/// Decides which calls are admitted. Pure: time and measurements come in as values.
///
/// A *slot* is a call's place. It is given out once and given back once, in whatever order things happen: giving it
/// back again, or one that was never given out, does nothing. Every step takes the same time however many calls there
/// are.
///
/// While the model account's tokens are short they are shared max–min fairly between tenants, counted in calls: a call
/// is admitted only if its tenant, with it, still has fewer calls than some other tenant. This is water-filling when
/// the present calls fill the account: no tenant gets more before those with less have as much.
package struct AdmissionStateMachine: Sendable {
    /// A call's place.
    package struct Slot: Sendable, Hashable {
        fileprivate var number: UInt64
    }

    private enum Place: Sendable, Equatable {
        /// The call's media socket has not come.
        case held
        /// The call's ticket was redeemed; the call is being opened.
        case opening
        /// The call is live.
        case live
    }

    private struct Entry: Sendable {
        var tenant: String
        var place: Place
        /// When its ticket expires.
        var until: CallInstant
    }

    private struct TenantState: Sendable {
        var calls = 0
        var live = 0
        var bucket: TokenBucket?
    }

    /// How many models' tokens are watched; further models count as having enough.
    private static let mostModels = 64

    /// The limits of the instance.
    package private(set) var limits: AdmissionLimits
    /// How the present calls end while no new ones are admitted; nil while they are.
    package private(set) var draining: Drain?
    /// Whether the instance is too busy for new calls.
    package private(set) var shedding = Shedding()
    /// What is left of the model account's tokens, by model: each has a limit of its own (OpenAI, "Rate limits").
    private var headroom: [String: ModelHeadroom] = [:]
    /// How many calls are live.
    package private(set) var live = 0
    private var entries: [Slot: Entry] = [:]
    private var tenants: [String: TenantState] = [:]
    /// How many tenants there are, by how many calls they have.
    private var census: [Int: Int] = [:]
    private var mostCalls = 0
    private var bucket: TokenBucket?
    private var tickets = AdmissionTickets()
    private var lastNumber: UInt64 = 0

    package init(limits: AdmissionLimits = AdmissionLimits()) {
        self.limits = limits
    }

    // MARK: Places

    /// How many calls have a place.
    package var taken: Int { entries.count }
    /// How many calls have a place and are not live yet.
    package var pending: Int { entries.count - live }

    /// How many calls of a tenant have a place.
    package func calls(of tenant: String) -> Int { tenants[tenant]?.calls ?? 0 }

    /// How many calls are live, by tenant.
    package var liveByTenant: [String: Int] { tenants.compactMapValues { $0.live > 0 ? $0.live : nil } }

    /// Answers a call that asks for a place.
    package mutating func request(_ request: Request, at now: CallInstant) -> OnRequest {
        let own = request.limits.orElse(limits.tenant)
        if let (refusal, wait) = refusal(of: request, own, at: now) { return .refused(refusal, retryAfter: wait) }
        if !request.isContinued {
            _ = bucket?.take(at: now)
            _ = tenants[request.tenant]?.bucket?.take(at: now)
        }
        lastNumber += 1
        let slot = Slot(number: lastNumber)
        let until = now + (request.ticketLife ?? limits.ticketLife)
        entries[slot] = Entry(tenant: request.tenant, place: .held, until: until)
        count(request.tenant, by: 1)
        tickets.add(slot, until: until)
        return .admitted(slot, Self.quality(of: request, own))
    }

    private static func quality(of request: Request, _ own: TenantLimits) -> CallQuality {
        own.dailySoft.map { request.spent >= $0 } == true ? .frugal : .full
    }

    /// A media socket presented the ticket of this slot.
    package mutating func redeem(_ slot: Slot, at now: CallInstant) -> OnRedeem {
        guard let entry = entries[slot] else { return .unknown }
        guard entry.place == .held else { return .used }
        guard now < entry.until else { return .unknown }
        entries[slot]?.place = .opening
        return .redeemed
    }

    /// A call whose ticket was redeemed is now live.
    /// - Returns: false if its place was given back meanwhile.
    package mutating func opened(_ slot: Slot) -> Bool {
        guard let entry = entries[slot], entry.place == .opening else { return false }
        entries[slot]?.place = .live
        tenants[entry.tenant]?.live += 1
        live += 1
        return true
    }

    /// Gives a place back.
    /// - Returns: false if it was given back before, or never given out.
    @discardableResult
    package mutating func release(_ slot: Slot) -> Bool {
        guard let entry = entries.removeValue(forKey: slot) else { return false }
        if entry.place == .live {
            live -= 1
            tenants[entry.tenant]?.live -= 1
        }
        count(entry.tenant, by: -1)
        return true
    }

    /// Gives back the place of a ticket that was not redeemed.
    /// - Returns: false if it was redeemed, or the place was given back before.
    package mutating func cancel(_ slot: Slot) -> Bool {
        entries[slot]?.place == .held && release(slot)
    }

    /// Takes out the tickets that have expired, and gives back the places of those whose calls are not live.
    package mutating func expire(at now: CallInstant) -> [Expired] {
        var expired: [Expired] = []
        while let slot = tickets.next(at: now) {
            let place = entries[slot]?.place
            if place != .live { release(slot) }
            expired.append(Expired(slot: slot, isAbandoned: place == .held))
        }
        return expired
    }

    private mutating func count(_ tenant: String, by step: Int) {
        let before = tenants[tenant]?.calls ?? 0
        let after = before + step
        tenants[tenant, default: TenantState()].calls = after
        if after == 0, tenants[tenant]?.bucket == nil { tenants[tenant] = nil }
        if before > 0 { census[before, default: 1] -= 1 }
        if census[before] == 0 { census[before] = nil }
        if after > 0 { census[after, default: 0] += 1 }
        if after > mostCalls { mostCalls = after } else if census[mostCalls] == nil { mostCalls = after }
    }

    // MARK: Refusals

    private mutating func refusal(
        of request: Request, _ own: TenantLimits, at now: CallInstant
    ) -> (AdmissionRefusal, CallDuration)? {
        if let refusal = standing(isRecordable: request.isRecordable) {
            // A call that goes on is not refused because the instance is busy; a full outbox has kept room for it.
            if refusal == .draining || !request.isContinued { return (refusal, refusal.retryAfter) }
        }
        if let most = own.concurrentCalls, calls(of: request.tenant) >= most {
            return (.tenantCalls, AdmissionRefusal.tenantCalls.retryAfter)
        }
        if taken >= limits.calls { return (.full, AdmissionRefusal.full.retryAfter) }
        guard !request.isContinued else { return nil }
        if let hard = own.dailyHard, request.spent >= hard { return (.spend, request.untilTomorrow) }
        if let wait = rate(request.tenant, own, at: now) { return (.tenantRate, wait) }
        if let wait = instanceRate(at: now) { return (.instanceRate, wait) }
        let model = Self.quality(of: request, own) == .frugal ? request.frugalModel ?? request.model : request.model
        let left = headroom[model] ?? ModelHeadroom()
        guard isFair(request.tenant, left.level(at: now)) else {
            return (.modelTokens, max(left.wait(at: now), .seconds(1)))
        }
        return nil
    }

    /// Why no new call of any tenant is admitted, limits on numbers aside; nil if calls are admitted.
    package func standing(isRecordable: Bool) -> AdmissionRefusal? {
        guard draining == nil else { return .draining }
        guard isRecordable else { return .unrecordable }
        return shedding.causes.isEmpty ? nil : .overloaded
    }

    private mutating func rate(_ tenant: String, _ own: TenantLimits, at now: CallInstant) -> CallDuration? {
        guard let rate = own.callsPerMinute else {
            tenants[tenant]?.bucket = nil
            return nil
        }
        return Self.wait(&tenants[tenant, default: TenantState()].bucket, rate, own.burst ?? rate, at: now)
    }

    private mutating func instanceRate(at now: CallInstant) -> CallDuration? {
        guard let rate = limits.callsPerMinute else {
            bucket = nil
            return nil
        }
        return Self.wait(&bucket, rate, limits.burst ?? rate, at: now)
    }

    /// How long until the bucket has a token; nil if it has one.
    private static func wait(
        _ bucket: inout TokenBucket?, _ rate: Int, _ burst: Int, at now: CallInstant
    ) -> CallDuration? {
        if bucket == nil { bucket = TokenBucket(perMinute: rate, burst: burst, at: now) }
        bucket?.adjust(perMinute: rate, burst: burst, at: now)
        guard let wait = bucket?.wait(at: now), wait > .zero else { return nil }
        return wait
    }

    /// Whether the tenant may have another call, for what is left of the model's tokens.
    private func isFair(_ tenant: String, _ level: ModelHeadroom.Level) -> Bool {
        switch level {
        case .ample: true
        case .short: taken == 0 || calls(of: tenant) + 1 < mostCalls
        case .spent: false
        }
    }

    // MARK: What changes meanwhile

    /// Replaces the limits of the instance. Calls that have a place keep it.
    package mutating func change(_ limits: AdmissionLimits) {
        self.limits = limits
    }

    /// A new measurement of how busy the instance is.
    package mutating func sampled(_ pressure: Pressure, at now: CallInstant) {
        shedding.sampled(pressure, limits: limits.shed, at: now)
    }

    /// A model has said how many of its tokens are left.
    package mutating func heard(_ allowance: ModelAllowance, of model: String, at now: CallInstant) {
        guard headroom[model] != nil || headroom.count < Self.mostModels else { return }
        headroom[model, default: ModelHeadroom()].heard(allowance, at: now)
    }

    /// The tokens a minute of the model with the smallest share left, and how many are left; nil until a model has said
    /// so.
    package func tokens(at now: CallInstant) -> (limit: Int, remaining: Int)? {
        headroom.values.compactMap { $0.tokens(at: now) }.min { one, other in
            Double(one.remaining) / Double(one.limit) < Double(other.remaining) / Double(other.limit)
        }
    }

    /// Admits no more calls. Those that were admitted are asked to end at `until`, nil for never. During a drain this
    /// changes the deadline, unless the process is going away.
    package mutating func drain(until: CallInstant?) {
        guard let current = draining else { return draining = Drain(until: until) }
        if !current.endsProcess { draining?.move(until: until) }
    }

    /// Admits calls again.
    /// - Returns: false if the process is going away.
    package mutating func undrain() -> Bool {
        guard draining?.endsProcess != true else { return false }
        draining = nil
        return true
    }

    /// The process is going away: no more calls are admitted, ever. An earlier deadline stays.
    package mutating func stop(until: CallInstant) {
        if draining == nil { draining = Drain(until: until) }
        draining?.endProcess(until: until)
    }

    /// Makes a drain go on to its next stage now (``Drain/hurry(at:)``).
    package mutating func hurry(at now: CallInstant) {
        draining?.hurry(at: now)
    }
}
