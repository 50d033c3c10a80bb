package import CoraTenant

/// The arguments of `transfer_to_human`.
package struct TransferArguments: ToolArguments {
    var queue: String
    var urgency: String

    /// Whom the caller is to be put through to.
    package struct Request: Sendable, Equatable {
        /// The line of people.
        package var queue: HumanQueue
        /// Whether it cannot wait until business hours.
        package var isUrgent: Bool
    }

    /// What the model is told of the tool.
    package static let description = ToolDescription(
        name: "transfer_to_human",
        description: "Puts the caller through to a person, now. Use it when the caller asks for a person, or when you "
            + "cannot help. Say nothing yourself when it returned ok: the caller is told that they are being connected. If "
            + "it says that nobody can be reached, offer request_callback.",
        parameters: .object([
            .init(
                "queue",
                .string(
                    allowed: HumanQueue.allCases.map(\.rawValue),
                    description: "primary_agent unless the caller speaks Spanish or asks for somebody after hours")),
            .init(
                "urgency",
                .string(
                    allowed: ["normal", "urgent"], description: "urgent only if it cannot wait until business hours")),
        ]))

    /// Turns the arguments into a request.
    /// - Throws: `invalid_arguments`.
    package func request(in _: ToolContext) throws(ToolError) -> Request {
        guard let queue = HumanQueue(rawValue: queue) else {
            throw ToolError(.invalidArguments, "queue has to be one of the queues in the schema.")
        }
        return Request(queue: queue, isUrgent: urgency == "urgent")
    }
}
