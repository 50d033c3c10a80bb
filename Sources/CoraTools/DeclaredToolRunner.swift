package import CoraCall
package import CoraClients
import CoraWire
package import Logging

/// Runs tenants' own tools beside ours: offered, checked, answered and logged the same way. A tool's deadline is its own,
/// and doing a thing once is its server's, which is given a key that is the same for the same call and arguments.
package struct DeclaredToolRunner: ToolRunner {
    private let ours: any ToolRunner
    private let client: DeclaredToolClient
    private let logger: Logger

    /// - Parameter ours: runs every tool that a tenant has not declared.
    package init(beside ours: any ToolRunner, client: DeclaredToolClient, logger: Logger) {
        self.ours = ours
        self.client = client
        self.logger = logger
    }

    package func descriptions(for tenant: Tenant) -> [ToolDescription] {
        let known = ours.descriptions(for: tenant)
        let names = Set(known.map(\.name))
        return known
            + tenant.declaredTools.filter { Self.allows($0.name, tenant) && !names.contains($0.name) }.map(
                \.description)
    }

    package func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        guard let tool = ticket.tenant.declaredTools.first(where: { $0.name == invocation.name }),
            Self.allows(tool.name, ticket.tenant)
        else { return await ours.run(invocation, on: ticket) }
        let began = ContinuousClock.now
        let envelope = await envelope(tool, invocation, ticket)
        let isDone = JSON.flag("ok", in: envelope) == true
        log(invocation, ticket, isDone: isDone, took: began.duration(to: .now))
        return ToolOutcome(envelope: envelope, succeeded: isDone, wrote: isDone)
    }

    private func envelope(_ tool: DeclaredTool, _ invocation: ToolInvocation, _ ticket: CallTicket) async -> String {
        do throws(ToolError) {
            var checked = invocation
            checked.arguments = try ArgumentCheck.check(invocation.arguments, for: tool.description).text
            return await client.run(tool, checked, on: ticket)
        } catch {
            return Envelope.text(error)
        }
    }

    private static func allows(_ tool: String, _ tenant: Tenant) -> Bool {
        tenant.toolsAllowed?.contains(tool) ?? true
    }

    private func log(_ invocation: ToolInvocation, _ ticket: CallTicket, isDone: Bool, took span: Duration) {
        let milliseconds = span.components.seconds * 1000 + span.components.attoseconds / 1_000_000_000_000_000
        logger.log(
            level: isDone ? .info : .warning, "tool run",
            metadata: [
                "cora.call.sid": "\(ticket.callSID)", "cora.tenant": "\(ticket.tenant.id)",
                "cora.tool": "\(invocation.name.prefix(64))", "cora.ms": "\(milliseconds)",
                "cora.tool.outcome": isDone ? "ok" : "failed", "cora.tool.declared": "true",
            ])
    }
}
