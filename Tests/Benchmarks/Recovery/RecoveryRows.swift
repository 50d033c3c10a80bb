import CoraCall
import CoraTenant
import Synchronization

/// Takes calls down, and runs their tool: what CORA made of each caller's call.
final class RecoveryRows: CallRecorder, ToolRunner {
    /// How long the tool takes.
    private static let toolTakes = Duration.milliseconds(300)

    private struct State {
        var turns: [String: [Turn]] = [:]
        var runs: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// The turns of a caller's call, in the order of the conversation.
    func turns(of caller: String) -> [Turn] {
        state.withLock { $0.turns[caller] ?? [] }.sorted { $0.sequence < $1.sequence }
    }

    /// How often the tool ran more than once for the same request of a call.
    var toolsRunTwice: Int { state.withLock { $0.runs.values.reduce(0) { $0 + max(0, $1 - 1) } } }

    /// How often the tool ran.
    var toolsRun: Int { state.withLock { $0.runs.values.reduce(0, +) } }

    func record(_ entry: CallRecord, of ticket: CallTicket) {
        guard case .turn(let turn) = entry else { return }
        state.withLock { $0.turns[ticket.callerNumber, default: []].append(turn) }
    }

    let catalog = ToolCatalog([.init(RecoveryScript.tool, .unstated)])

    func descriptions(for tenant: Tenant) -> [ToolDescription] {
        [.init(name: RecoveryScript.tool, description: "Counts up.", parameters: .object([]))]
    }

    func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        state.withLock { $0.runs["\(ticket.callerNumber) \(invocation.arguments)", default: 0] += 1 }
        try? await Task.sleep(for: Self.toolTakes)
        return ToolOutcome(envelope: #"{"ok":true,"data":{}}"#, succeeded: true)
    }
}
