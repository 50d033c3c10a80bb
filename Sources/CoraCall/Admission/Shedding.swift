/// How busy the instance is, at one moment.
package struct Pressure: Sendable, Equatable {
    /// How late the latest event loop runs what is due.
    package var loopLag: CallDuration
    /// Memory in use (resident set).
    package var memoryBytes: Int64
    /// How full the outbox is, of a hundred.
    package var outboxPercent: Int

    package init(loopLag: CallDuration = .zero, memoryBytes: Int64 = 0, outboxPercent: Int = 0) {
        self.loopLag = loopLag
        self.memoryBytes = memoryBytes
        self.outboxPercent = outboxPercent
    }
}

/// Where busy begins to be too busy.
package struct ShedLimits: Sendable, Equatable {
    /// Of the event loops' lag.
    package var loopLag: CallDuration
    /// Of memory; nil for no limit.
    package var memoryBytes: Int64?
    /// Of the outbox, of a hundred.
    package var outboxPercent: Int

    package init(loopLag: CallDuration = .milliseconds(300), memoryBytes: Int64? = nil, outboxPercent: Int = 75) {
        self.loopLag = loopLag
        self.memoryBytes = memoryBytes
        self.outboxPercent = outboxPercent
    }
}

/// Whether new calls are refused because the instance is too busy for them.
///
/// It begins when something was over its limit twice in a row, since one late sample is no trouble; it ends when
/// everything has stayed below three quarters of its limit for five seconds. So it does not flap.
package struct Shedding: Sendable, Equatable {
    /// What there is too much of.
    package enum Cause: String, Sendable, CaseIterable {
        /// The event loops are late: callers hear gaps.
        case loopLag = "loop_lag"
        /// Memory is nearly used up.
        case memory
        /// The outbox is nearly full: the database has been away for long.
        case outbox
    }

    /// How long it has to be calm.
    package static let calm = CallDuration.seconds(5)
    /// Samples over the limit that it takes.
    package static let samples = 2

    private struct Watch: Sendable, Equatable {
        var isShedding = false
        var over = 0
        var calmSince: CallInstant?

        mutating func sampled(_ value: Int64, limit: Int64, at now: CallInstant) {
            over = value >= limit ? min(over + 1, Shedding.samples) : 0
            // In this order a limit near the greatest number does no harm; nothing at all is calm under any limit.
            let high = max(limit / 4 * 3 + limit % 4 * 3 / 4, 1)
            if value >= high { calmSince = nil } else { calmSince = calmSince ?? now }
            if over >= Shedding.samples { isShedding = true }
            if let calmSince, now >= calmSince + Shedding.calm { isShedding = false }
        }
    }

    private var watches: [Cause: Watch] = [:]

    package init() {}

    /// What there is too much of now; empty if calls are taken.
    package var causes: [Cause] { Cause.allCases.filter { watches[$0]?.isShedding == true } }

    /// How busy the instance is has been looked at.
    package mutating func sampled(_ pressure: Pressure, limits: ShedLimits, at now: CallInstant) {
        let values: [(Cause, Int64, Int64)] = [
            (.loopLag, pressure.loopLag.nanoseconds, limits.loopLag.nanoseconds),
            (.memory, pressure.memoryBytes, limits.memoryBytes ?? .max),
            (.outbox, Int64(pressure.outboxPercent), Int64(limits.outboxPercent)),
        ]
        for (cause, value, limit) in values {
            watches[cause, default: Watch()].sampled(value, limit: max(limit, 1), at: now)
        }
    }
}
