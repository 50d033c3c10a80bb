extension CallSupervisor {
    /// What the supervisor needs from the rest of the process in order to admit calls.
    package struct Surroundings: Sendable {
        /// What tenants have spent; nil if spending is not counted.
        package var spend: SpendBook?
        /// What is left of the model account's limits; nil if nothing watches them.
        package var allowances: AllowanceWatch?
        /// The cheaper model, for calls of a tenant over its soft limit; nil to leave the model as it is.
        package var frugalModel: String?
        /// Whether the database keeps callers who were turned away or cut off, so that the business can call them back.
        package var keepsCallbacks: Bool
        /// Whether the outbox can keep what a new call says; while it can't, no call is admitted.
        package var canRecord: @Sendable () -> Bool

        package init(
            spend: SpendBook? = nil, allowances: AllowanceWatch? = nil, frugalModel: String? = nil,
            keepsCallbacks: Bool = false, canRecord: @escaping @Sendable () -> Bool = { true }
        ) {
            self.spend = spend
            self.allowances = allowances
            self.frugalModel = frugalModel
            self.keepsCallbacks = keepsCallbacks
            self.canRecord = canRecord
        }
    }
}
