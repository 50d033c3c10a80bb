/// One tool the model wants run.
package struct ToolInvocation: Sendable, Equatable {
    /// The model's id of the call, which its answer must carry.
    package var id: String
    /// The tool's name, as the model wrote it.
    package var name: String
    /// The arguments, as the model wrote them: a JSON text, not yet checked.
    package var arguments: String
    /// Its place among the turns of the conversation, from 1; nil where nobody counts.
    package var sequence: Int?

    package init(id: String, name: String, arguments: String, sequence: Int? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.sequence = sequence
    }
}

/// What running a tool came to.
package struct ToolOutcome: Sendable, Equatable {
    /// What the model reads, a JSON text: `{"ok":true,"data":…}` or
    /// `{"ok":false,"error":{"code":…,"message":…,"retryable":…}}`.
    package var envelope: String
    /// Whether the tool did what it was asked: what `ok` of the envelope says.
    package var succeeded: Bool
    /// Whether something was written down that stays: a booking, a lead, a callback. Also of a repeat, whose answer is
    /// the first one's.
    package var wrote: Bool
    /// The person the caller is to be put through to now; the call says so and goes there.
    package var transfer: TransferOrder?

    package init(envelope: String, succeeded: Bool, wrote: Bool = false, transfer: TransferOrder? = nil) {
        self.envelope = envelope
        self.succeeded = succeeded
        self.wrote = wrote
        self.transfer = transfer
    }
}

/// Runs tools for a call. Deadlines, validation and records are its own; a call only waits for the answer.
package protocol ToolRunner: Sendable {
    /// The traits of the tools there are.
    var catalog: ToolCatalog { get }
    /// What the model is offered on this tenant's calls.
    func descriptions(for tenant: Tenant) -> [ToolDescription]
    /// Runs one tool. Never throws: a failure is an envelope too. Cancelled when the call ends.
    func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome
}
