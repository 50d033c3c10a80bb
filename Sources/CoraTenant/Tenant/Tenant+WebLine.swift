extension Tenant {
    /// Whether the model's session of this tenant holds a secret: a browser that connects to the model by itself is shown the
    /// session's settings on its data channel.
    package var hasSecretsInSession: Bool {
        mcpServers.contains { $0.authorization != nil || !$0.headers.isEmpty }
    }

    /// Whether a tenant takes calls from browsers, and from which pages.
    package struct WebLine: Sendable, Equatable {
        /// Whether it takes any.
        package var isOpen: Bool
        /// The origins of other servers' pages that may call, as browsers write them: `https://ray.example`. CORA's own page
        /// always may.
        package var origins: [String]
        /// Whether browsers get a client secret of the model's API, and post their offers there themselves. One secret
        /// begins several sessions, and a browser can change what it has begun.
        package var isDirect: Bool

        package init(isOpen: Bool = false, origins: [String] = [], isDirect: Bool = false) {
            self.isOpen = isOpen
            self.origins = origins
            self.isDirect = isDirect
        }
    }
}
