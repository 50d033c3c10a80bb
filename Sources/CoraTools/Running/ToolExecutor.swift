import CoraArguments
package import CoraCall
package import CoraClients
package import CoraTenant
import CoraWire
package import Logging

/// Runs the tools of all calls, ours and tenants' own: it looks a tool up, checks that the tenant allows it, checks the
/// arguments, gives the run its time, and answers in one form.
///
/// Between runs it keeps only which mistakes each call's model has made, so any number may run at once, of one call too.
/// None of it runs on the caller's event loop.
package struct ToolExecutor: ToolRunner {
    /// How long a run may take if neither the tool nor the instance says otherwise.
    package static let usualDeadline = CallDuration.seconds(2)

    /// What our tools mean to the rules of calls and of the business.
    package let catalog: ToolCatalog
    private let tools: [any Tool]
    private let declared: DeclaredToolClient?
    private let deadline: CallDuration
    private let mistakes = CallMistakes()
    private let clocks: Clocks
    private let logger: Logger

    /// - Parameters:
    ///   - tools: our tools, in the order in which the model is told of them; of two with one name the first counts.
    ///   - declared: asks the servers of tenants' own tools; nil if tenants cannot have any.
    ///   - deadline: how long one run may take if the tool does not say.
    package init(
        _ tools: [any Tool], declared: DeclaredToolClient? = nil, deadline: CallDuration = ToolExecutor.usualDeadline,
        clocks: Clocks, logger: Logger
    ) {
        catalog = ToolCatalog(tools.map { ToolCatalog.Entry($0.description.name, $0.traits) })
        self.tools = tools
        self.declared = declared
        self.deadline = deadline
        self.clocks = clocks
        self.logger = logger
    }

    /// The descriptions of the tools that the tenant allows.
    package func descriptions(for tenant: Tenant) -> [ToolDescription] {
        tools(of: tenant).map(\.description).filter { Self.allows($0.name, tenant) }
    }

    /// Runs a tool for a call.
    /// - Returns: the tool's answer or its error, in an envelope; it never throws.
    package func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        let began = clocks.steady()
        let outcome: ToolOutcome
        var code = "ok"
        do {
            let tool = try tool(invocation.name, of: ticket.tenant)
            let context = ToolContext(ticket: ticket, invocation: invocation.id, time: clocks.wall())
            let limit = Duration.nanoseconds((tool.deadline ?? deadline).nanoseconds)
            outcome = try await withTimeLimit(limit) {
                try await Self.run(tool, on: invocation.arguments, in: context)
            }
            if !outcome.succeeded { code = "failed" }
        } catch {
            let failure = mistakes.noting(ToolError(error), of: invocation.name, in: ticket.callID)
            code = failure.code.rawValue
            outcome = ToolOutcome(failure)
            if failure.code == .internalError || failure.code == .unavailable || failure.code == .notSetUp {
                logger.error(
                    "a tool could not do its work",
                    metadata: Self.metadata(invocation, ticket).merging(["cora.pii.error": "\(error)"]) { $1 })
            }
        }
        log(invocation, ticket, code, wrote: outcome.wrote, took: clocks.steady() - began)
        return outcome
    }

    /// Our tools, then the tenant's own. A tenant's tool with the name of one of ours is left out.
    private func tools(of tenant: Tenant) -> [any Tool] {
        guard let declared else { return tools }
        return tools
            + tenant.declaredTools.filter { !catalog.names.contains($0.name) }.map {
                DeclaredToolRun(tool: $0, client: declared)
            }
    }

    /// The tool of that name.
    /// - Throws: `unknown_tool`, `not_allowed`.
    private func tool(_ name: String, of tenant: Tenant) throws(ToolError) -> any Tool {
        guard let tool = tools(of: tenant).first(where: { $0.description.name == name }) else {
            let known = descriptions(for: tenant).map(\.name).joined(separator: ", ")
            throw ToolError(.unknownTool, "There is no tool “\(name.excerpt(64))”. There are: \(known).")
        }
        guard Self.allows(name, tenant) else {
            throw ToolError(
                .notAllowed, "This business does not offer that. Tell the caller so, and offer what you can do.")
        }
        return tool
    }

    private static func run<Kind: Tool>(
        _ tool: Kind, on text: String, in context: ToolContext
    ) async throws -> ToolOutcome {
        let arguments = try ArgumentCheck.check(text, for: tool.description)
        return try await tool.run(try tool.decode(arguments), in: context)
    }

    private static func allows(_ tool: String, _ tenant: Tenant) -> Bool {
        tenant.toolsAllowed?.contains(tool) ?? true
    }

    private func log(
        _ invocation: ToolInvocation, _ ticket: CallTicket, _ code: String, wrote: Bool, took span: CallDuration
    ) {
        var metadata = Self.metadata(invocation, ticket)
        metadata["cora.ms"] = "\(span.milliseconds)"
        metadata["cora.tool.outcome"] = "\(code)"
        metadata["cora.tool.wrote"] = "\(wrote)"
        if !catalog.names.contains(invocation.name),
            ticket.tenant.declaredTools.contains(where: { $0.name == invocation.name })
        {
            metadata["cora.tool.declared"] = "true"
        }
        logger.log(level: code == "ok" ? .info : .warning, "tool run", metadata: metadata)
    }

    private static func metadata(_ invocation: ToolInvocation, _ ticket: CallTicket) -> Logger.Metadata {
        [
            "cora.call.sid": "\(ticket.callSID)", "cora.tenant": "\(ticket.tenant.id)",
            "cora.tool": "\(invocation.name.excerpt(64))",
        ]
    }
}
