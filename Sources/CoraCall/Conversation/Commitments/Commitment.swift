/// A kind of thing that the agent may say is done or on its way, and that only a tool can do.
package enum Commitment: String, Sendable, Hashable, CaseIterable {
    /// A showing is booked.
    case booking
    /// A person will call the caller back.
    case callback
    /// Something was passed on to the business.
    case message
    /// The caller is being put through.
    case transfer

    /// Whether one of these tools backs the commitment.
    /// - Parameters:
    ///   - tools: names of tools that have succeeded or are at work.
    ///   - catalog: what each of them backs.
    package func isBacked(by tools: some Sequence<String>, in catalog: ToolCatalog) -> Bool {
        tools.contains { catalog[$0].backs.contains(self) }
    }
}

/// A commitment that the agent's words made and that no tool backs.
package struct UnbackedClaim: Sendable, Equatable {
    /// What was claimed.
    package var commitment: Commitment
    /// The sentence that claims it.
    package var sentence: String
    /// The model's id of the item it is in.
    package var item: String
    /// Whether the model was corrected at once; false if it had been corrected too often already, or the line was
    /// closing.
    package var isCorrected: Bool

    package init(_ commitment: Commitment, sentence: String, item: String, isCorrected: Bool = false) {
        self.commitment = commitment
        self.sentence = sentence
        self.item = item
        self.isCorrected = isCorrected
    }
}
