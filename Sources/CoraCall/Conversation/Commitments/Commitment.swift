/// Something that an agent can say is done, or on its way, and that only a tool can do.
package enum Commitment: String, Sendable, Hashable, CaseIterable {
    /// A showing is booked.
    case booking
    /// Somebody will call back.
    case callback
    /// Something was passed on to the business.
    case message
    /// The caller is being put through.
    case transfer

    /// Whether one of these tools, which have succeeded or are at work, stands behind it. A tool that is not one of our
    /// own may have done anything: it is given the benefit of the doubt, since a false alarm costs the caller's trust.
    package func isBacked(by tools: some Sequence<String>) -> Bool {
        tools.contains { Self.backing[$0].map { $0.contains(self) } ?? true }
    }

    /// What each of our own tools stands for. A showing in the book is seen by a person, so a call about it is too.
    private static let backing: [String: Set<Commitment>] = [
        "book_showing": [.booking, .callback, .message],
        "request_callback": [.callback, .message],
        "qualify_lead": [.message],
        "transfer_to_human": [.transfer, .message],
        "search_properties": [],
        EndCallTool.name: [],
    ]
}

/// A commitment that the agent's words made and no tool stands behind.
package struct UnbackedClaim: Sendable, Equatable {
    /// What was claimed.
    package var commitment: Commitment
    /// The sentence that did.
    package var sentence: String
    /// The model's id of the item it is in.
    package var item: String
    /// Whether the model was told at once; false where it had been told too often already, or the line was closing.
    package var isCorrected: Bool

    package init(_ commitment: Commitment, sentence: String, item: String, isCorrected: Bool = false) {
        self.commitment = commitment
        self.sentence = sentence
        self.item = item
        self.isCorrected = isCorrected
    }
}
