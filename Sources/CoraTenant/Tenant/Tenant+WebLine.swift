extension Tenant {
    /// Whether a tenant takes calls from browsers, and from which pages.
    package struct WebLine: Sendable, Equatable {
        /// Whether it takes any.
        package var isOpen: Bool
        /// The origins of other servers' pages that may call, as browsers write them: `https://ray.example`. CORA's own page
        /// always may.
        package var origins: [String]

        package init(isOpen: Bool = false, origins: [String] = []) {
            self.isOpen = isOpen
            self.origins = origins
        }
    }
}
