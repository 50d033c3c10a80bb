/// How busy the instance is, at one moment.
package struct Pressure: Sendable, Equatable {
    /// How late the slowest event loop runs what is due.
    package var loopLag: CallDuration
    /// Memory in use (resident set).
    package var memoryBytes: Int64
    /// How full the outbox is, in percent.
    package var outboxPercent: Int

    package init(loopLag: CallDuration = .zero, memoryBytes: Int64 = 0, outboxPercent: Int = 0) {
        self.loopLag = loopLag
        self.memoryBytes = memoryBytes
        self.outboxPercent = outboxPercent
    }
}

/// The limits over which the instance is too busy for new calls.
package struct ShedLimits: Sendable, Equatable {
    /// The limit of the event loops' lag.
    package var loopLag: CallDuration
    /// The limit of memory in use; nil for none.
    package var memoryBytes: Int64?
    /// The limit of the outbox's filling, in percent.
    package var outboxPercent: Int

    package init(loopLag: CallDuration = .milliseconds(300), memoryBytes: Int64? = nil, outboxPercent: Int = 75) {
        self.loopLag = loopLag
        self.memoryBytes = memoryBytes
        self.outboxPercent = outboxPercent
    }
}

/// Whether new calls are refused because the instance is too busy for them.
///
/// Refusing begins when a value was over its limit in two samples in a row, because one late sample is no trouble. It
/// ends when every value has stayed below three quarters of its limit for five seconds, so it does not flap.
package struct Shedding: Sendable, Equatable {
    /// Which value is over its limit.
    package enum Cause: String, Sendable, CaseIterable {
        /// The event loops are late: callers hear gaps.
        case loopLag = "loop_lag"
        /// Memory is nearly used up.
        case memory
        /// The outbox is nearly full: the database has been away for long.
        case outbox
    }

    /// How long a value has to stay low before refusing ends.
    package static let calm = CallDuration.seconds(5)
    /// How many samples in a row over the limit make refusing begin.
    package static let samples = 2

    private struct Watch: Sendable, Equatable {
        var isShedding = false
        var over = 0
        var calmSince: CallInstant?

        mutating func sampled(_ value: Int64, limit: Int64, at now: CallInstant) {
            over = value >= limit ? min(over + 1, Shedding.samples) : 0
            // In this order a limit near the greatest number does not overflow; a value of zero is calm under any
            // limit.
            let high = max(limit / 4 * 3 + limit % 4 * 3 / 4, 1)
            if value >= high { calmSince = nil } else { calmSince = calmSince ?? now }
            if over >= Shedding.samples { isShedding = true }
            if let calmSince, now >= calmSince + Shedding.calm { isShedding = false }
        }
    }

    private var watches: [Cause: Watch] = [:]

    package init() {}

    /// The values over their limits now; empty if calls are admitted.
    package var causes: [Cause] { Cause.allCases.filter { watches[$0]?.isShedding == true } }

    /// A new measurement of how busy the instance is.
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
