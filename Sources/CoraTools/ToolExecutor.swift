package import CoraCall
import CoraWire
import Foundation
package import Logging

/// Runs the tools of all calls: looks them up, checks their arguments, gives each its time, and answers in one form.
///
/// Keeps nothing between runs, so any number may run at once, of one call too. Nothing of it runs on the caller's event
/// loop.
package struct ToolExecutor: ToolRunner {
    /// How long a tool has, where the instance does not say otherwise.
    package static let usualDeadline = Duration.seconds(2)

    private let tools: [String: any Tool]
    private let order: [String]
    private let deadline: Duration
    private let now: @Sendable () -> Int
    private let logger: Logger

    /// - Parameters:
    ///   - tools: in the order in which the model is told of them; of two with one name the first counts.
    ///   - deadline: how long one run may take.
    ///   - now: seconds since 1970 (UTC).
    package init(
        _ tools: [any Tool], deadline: Duration = ToolExecutor.usualDeadline,
        now: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }, logger: Logger
    ) {
        self.tools = Dictionary(tools.map { ($0.description.name, $0) }) { first, _ in first }
        self.order = tools.map(\.description.name)
        self.deadline = deadline
        self.now = now
        self.logger = logger
    }

    package func descriptions(for tenant: Tenant) -> [ToolDescription] {
        order.filter { Self.allows($0, tenant) }.compactMap { tools[$0]?.description }
    }

    package func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        let began = ContinuousClock.now
        let outcome: ToolOutcome
        var code = "ok"
        do {
            let result = try await Deadline.within(deadline) { try await perform(invocation, ticket) }
            outcome = ToolOutcome(
                envelope: Envelope.text(result.data), succeeded: true, wrote: result.wrote, transfer: result.transfer)
        } catch {
            let failure = ToolError(error)
            code = failure.code.rawValue
            outcome = ToolOutcome(envelope: Envelope.text(failure), succeeded: false)
            if failure.code == .internalError || failure.code == .unavailable || failure.code == .notSetUp {
                logger.error(
                    "a tool could not do its work",
                    metadata: Self.metadata(invocation, ticket).merging(["cora.pii.error": "\(error)"]) { $1 })
            }
        }
        log(invocation, ticket, code, wrote: outcome.wrote, took: began.duration(to: .now))
        return outcome
    }

    private func perform(_ invocation: ToolInvocation, _ ticket: CallTicket) async throws -> ToolResult {
        guard let tool = tools[invocation.name] else {
            let known = descriptions(for: ticket.tenant).map(\.name).joined(separator: ", ")
            throw ToolError(
                .unknownTool, "There is no tool “\(invocation.name.prefix(64))”. There are: \(known).")
        }
        guard Self.allows(invocation.name, ticket.tenant) else {
            throw ToolError(
                .notAllowed, "This business does not offer that. Tell the caller so, and offer what you can do.")
        }
        let context = ToolContext(ticket: ticket, invocation: invocation.id, now: now())
        return try await run(tool, on: invocation.arguments, in: context)
    }

    private func run<Kind: Tool>(_ tool: Kind, on text: String, in context: ToolContext) async throws -> ToolResult {
        let arguments = try ArgumentCheck.check(text, for: tool.description)
        return try await tool.run(try tool.decode(arguments), in: context)
    }

    private static func allows(_ tool: String, _ tenant: Tenant) -> Bool {
        tenant.toolsAllowed?.contains(tool) ?? true
    }

    private func log(
        _ invocation: ToolInvocation, _ ticket: CallTicket, _ code: String, wrote: Bool, took span: Duration
    ) {
        let milliseconds = span.components.seconds * 1000 + span.components.attoseconds / 1_000_000_000_000_000
        var metadata = Self.metadata(invocation, ticket)
        metadata["cora.ms"] = "\(milliseconds)"
        metadata["cora.tool.outcome"] = "\(code)"
        metadata["cora.tool.wrote"] = "\(wrote)"
        logger.log(level: code == "ok" ? .info : .warning, "tool run", metadata: metadata)
    }

    private static func metadata(_ invocation: ToolInvocation, _ ticket: CallTicket) -> Logger.Metadata {
        [
            "cora.call.sid": "\(ticket.callSID)", "cora.tenant": "\(ticket.tenant.id)",
            "cora.tool": "\(invocation.name.prefix(64))",
        ]
    }
}
