/// The traits of every tool that an instance has, by name. The rules of calls and of the business ask this value for
/// traits and know no tool by its name. ``EndCallTool`` is always in it: it belongs to the call, not to a registry.
package struct ToolCatalog: Sendable, Equatable {
    /// One tool's name and traits.
    package struct Entry: Sendable, Equatable {
        /// The name the model calls.
        package var name: String
        /// What the tool states about itself.
        package var traits: ToolTraits

        package init(_ name: String, _ traits: ToolTraits) {
            self.name = name
            self.traits = traits
        }
    }

    private let entries: [Entry]
    private let byName: [String: ToolTraits]
    /// The names of all tools. No tool of a tenant's own may have one of them.
    package let names: Set<String>

    /// - Parameter entries: the tools, in the order in which the model is told of them; of two with one name the first
    ///   counts.
    package init(_ entries: [Entry]) {
        self.entries = entries + [Entry(EndCallTool.name, EndCallTool.traits)]
        byName = Dictionary(self.entries.map { ($0.name, $0.traits) }) { first, _ in first }
        names = Set(byName.keys)
    }

    /// The traits of the tool of that name; ``ToolTraits/unstated`` for a tool that is not in the catalog.
    package subscript(name: String) -> ToolTraits { byName[name] ?? .unstated }

    /// The name of the tool that the model is told to use to make a commitment good; nil if there is none.
    package func tool(thatMakesGood commitment: Commitment) -> String? {
        entries.first { $0.traits.makesGood.contains(commitment) }?.name
    }
}
