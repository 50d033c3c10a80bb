package import CoraTenant

/// One call of a tool by the model.
package struct ToolInvocation: Sendable, Equatable, Codable {
    /// The model's id of the call, which its answer must carry.
    package var id: String
    /// The tool's name, as the model wrote it.
    package var name: String
    /// The arguments, as the model wrote them: a JSON text, not yet checked.
    package var arguments: String
    /// The tool call's place among the turns of the conversation, from 1; nil where turns are not counted.
    package var sequence: Int?

    package init(id: String, name: String, arguments: String, sequence: Int? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.sequence = sequence
    }
}

/// The outcome of a tool's run.
package struct ToolOutcome: Sendable, Equatable {
    /// What the model reads, a JSON text: `{"ok":true,"data":…}` or
    /// `{"ok":false,"error":{"code":…,"message":…,"retryable":…}}`.
    package var envelope: String
    /// Whether the tool did what it was asked: what `ok` of the envelope says.
    package var succeeded: Bool
    /// Whether something was written that stays: a booking, a lead, a callback. True also for a repeated tool call that
    /// got the answer of the first.
    package var wrote: Bool
    /// The order to put the caller through to a person now, if the tool gave one. The agent tells the caller, then the
    /// call is transferred.
    package var transfer: TransferOrder?

    package init(envelope: String, succeeded: Bool, wrote: Bool = false, transfer: TransferOrder? = nil) {
        self.envelope = envelope
        self.succeeded = succeeded
        self.wrote = wrote
        self.transfer = transfer
    }
}

/// Runs tools for calls. The runner checks arguments, keeps deadlines and writes records; a call only waits for the
/// answer.
package protocol ToolRunner: Sendable {
    /// The tools there are, with their traits.
    var catalog: ToolCatalog { get }
    /// The tools that the model is offered on this tenant's calls.
    func descriptions(for tenant: Tenant) -> [ToolDescription]
    /// Runs one tool. A failure is an envelope too. The task that runs it is cancelled when the call ends.
    func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome
}
