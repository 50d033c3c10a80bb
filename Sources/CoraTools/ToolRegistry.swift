package import CoraCall
package import CoraStore

/// The tools there are. A new one is a line here.
package enum ToolRegistry {
    /// In the order in which the model is told of them.
    /// - Parameters:
    ///   - pool: where they look and write.
    ///   - briefing: what a person is told of a call before they take it.
    package static func all(
        on pool: PostgresPool, briefing: @escaping @Sendable (CallTicket) async -> String? = { _ in nil }
    ) -> [any Tool] {
        [
            SearchProperties(pool),
            BookShowing(pool),
            QualifyLead(pool),
            RequestCallback(pool),
            TransferToHuman(briefing: briefing),
        ]
    }
}
