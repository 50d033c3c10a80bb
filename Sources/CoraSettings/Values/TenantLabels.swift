/// Whether tenants have labels of their own in the metrics: each further tenant is more work for Prometheus.
package struct TenantLabels: Sendable, Equatable {
    /// Whether tenants have labels of their own.
    package var areOn: Bool
    /// How many tenants have a label of their own; tenants that come later share the label `other`.
    package var cap: Int

    package init(areOn: Bool = false, cap: Int = 50) {
        self.areOn = areOn
        self.cap = cap
    }
}
