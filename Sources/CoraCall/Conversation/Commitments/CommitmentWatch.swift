/// Compares what the agent says on one call with what the call's tools have done.
package struct CommitmentWatch: Sendable, Equatable {
    private struct Words: Sendable, Equatable {
        var item: String
        var text: String
    }

    /// How many items of one response are checked; further ones are not.
    private static let mostItems = 8

    private let catalog: ToolCatalog
    private var known: Set<Commitment> = []
    private var words: [Words] = []

    /// - Parameter catalog: what each tool backs.
    package init(_ catalog: ToolCatalog) {
        self.catalog = catalog
    }

    /// These commitments were made good before this call, or on an earlier stream of it: to speak of them is no
    /// unbacked claim.
    package mutating func knows(_ commitments: some Sequence<Commitment>) {
        known.formUnion(commitments)
    }

    /// The agent said this in the response that is being made; it is checked when the response is done.
    package mutating func said(_ text: String, item: String) {
        if words.count < Self.mostItems { words.append(Words(item: item, text: text)) }
    }

    /// The response is done.
    /// - Parameter tools: names of tools that may back its claims; see ``ToolLedger/backing``.
    /// - Returns: the claims of the response that no tool backs.
    package mutating func responseDone(backedBy tools: Set<String>) -> [UnbackedClaim] {
        defer { words = [] }
        return words.flatMap { words in
            CommitmentCheck.claims(in: words.text)
                .filter { !known.contains($0.commitment) && !$0.commitment.isBacked(by: tools, in: catalog) }
                .map { UnbackedClaim($0.commitment, sentence: $0.sentence, item: words.item) }
        }
    }
}
