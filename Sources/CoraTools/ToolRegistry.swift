package import CoraCall
package import CoraPostgres
import CoraTenant

/// The tools that an instance has, in the order in which the model is told of them.
package struct ToolRegistry: Sendable {
    /// Our own tools. To add one, add a line here.
    package static let cora = ToolRegistry([
        SearchProperties.self,
        BookShowing.self,
        QualifyLead.self,
        RequestCallback.self,
        TransferToHuman.self,
    ])

    /// The tools' types.
    package let kinds: [any RegisteredTool.Type]
    /// What the tools mean to the rules of calls and of the business.
    package let catalog: ToolCatalog

    package init(_ kinds: [any RegisteredTool.Type]) {
        self.kinds = kinds
        catalog = ToolCatalog(kinds.map { ToolCatalog.Entry($0.description.name, $0.traits) })
    }

    /// Makes the tools.
    /// - Parameter pool: the database that they read and write.
    package func tools(on pool: PostgresPool) -> [any Tool] {
        kinds.map { $0.init(pool) }
    }
}
