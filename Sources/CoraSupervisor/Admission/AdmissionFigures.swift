import CoraCall
package import CoraTenant

/// What admission knows at one moment, in the terms of `FleetStats`.
package struct AdmissionFigures: Sendable, Equatable {
    /// Whether the instance takes new calls.
    package var state: InstanceState
    /// What there is too much of, while the instance refuses new calls for that reason; else empty.
    package var shedding: [Shedding.Cause]
    /// Whether calls live on after a drain's deadline and the time for last words.
    package var isDrainStuck: Bool
    /// How long until a drain asks the calls that still live to end; nil if there is no drain or it has no deadline.
    package var drainRemaining: CallDuration?
    /// The live calls and those let in whose media socket has not come; only `live`, `pending`, `limit` and `byTenant`
    /// are set.
    package var calls: FleetStats.Calls
    /// How many calls were let in and turned away.
    package var admission: FleetStats.Admission
    /// The model account's tokens a minute and what is left of them; nil until the model has said so.
    package var tokens: Tokens?
    /// Every tenant that is configured, or has or had calls today, by id.
    package var tenants: [TenantStats]

    /// The model account's tokens in the current minute.
    package struct Tokens: Sendable, Equatable {
        /// How many in all.
        package var limit: Int
        /// How many are left.
        package var remaining: Int

        package init(limit: Int, remaining: Int) {
            self.limit = limit
            self.remaining = remaining
        }
    }
}
