/// Whether metrics tell tenants apart: each tenant more is more work for Prometheus.
package struct TenantLabels: Sendable, Equatable {
    /// Whether they do.
    package var areOn: Bool
    /// How many tenants have a label of their own; those that come later are `other` together.
    package var cap: Int

    package init(areOn: Bool = false, cap: Int = 50) {
        self.areOn = areOn
        self.cap = cap
    }
}
