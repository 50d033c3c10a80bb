package import CoraCall
package import CoraPostgres

/// The tools an instance has, in the order in which the model is told of them.
package struct ToolRegistry: Sendable {
    /// Our own. A new one is a line here.
    package static let cora = ToolRegistry([
        SearchProperties.self,
        BookShowing.self,
        QualifyLead.self,
        RequestCallback.self,
        TransferToHuman.self,
    ])

    /// The tools' types.
    package let kinds: [any RegisteredTool.Type]
    /// What the rules of calls and of the business are told of them.
    package let catalog: ToolCatalog

    package init(_ kinds: [any RegisteredTool.Type]) {
        self.kinds = kinds
        catalog = ToolCatalog(kinds.map { ToolCatalog.Entry($0.description.name, $0.traits) })
    }

    /// The tools, ready to run.
    /// - Parameter pool: where they look and write.
    package func tools(on pool: PostgresPool) -> [any Tool] {
        kinds.map { $0.init(pool) }
    }
}
