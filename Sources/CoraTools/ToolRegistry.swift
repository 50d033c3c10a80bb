package import CoraPostgres

/// The tools there are. A new one is a line here.
package enum ToolRegistry {
    /// In the order in which the model is told of them.
    /// - Parameter pool: where they look and write.
    package static func all(on pool: PostgresPool) -> [any Tool] {
        [
            SearchProperties(pool),
            BookShowing(pool),
            QualifyLead(pool),
            RequestCallback(pool),
            TransferToHuman(),
        ]
    }
}
