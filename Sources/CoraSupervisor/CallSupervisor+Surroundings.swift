extension CallSupervisor {
    /// What the instance is, as far as admission is concerned.
    package struct Surroundings: Sendable {
        /// What tenants have spent; nil where nobody counts.
        package var spend: SpendBook?
        /// What is left of the model account; nil where nobody listens.
        package var allowances: AllowanceWatch?
        /// The model of calls that are to cost less; nil to leave the model as it is.
        package var frugalModel: String?
        /// Whether callers who are turned away or cut short are taken down for somebody to call.
        package var keepsCallbacks: Bool
        /// Whether what a new call says can be kept; without that no call is taken.
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
