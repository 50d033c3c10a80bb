package import CoraArguments
package import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
package import CoraWire

/// Keeps what is learnt of a caller who wants to buy or sell: one lead for each caller and tenant, scored by
/// ``LeadScore``.
package struct QualifyLead: WritingTool {
    /// The arguments that the model passes.
    package typealias Arguments = LeadArguments

    /// Keeps which facts were noted, so that a repeat notes nothing.
    package let effects: ToolEffects

    package init(_ pool: PostgresPool) {
        effects = ToolEffects(pool)
    }

    /// What the model is told of the tool.
    package static let description = LeadArguments.description

    /// What the tool means to the rules of a call and of the business.
    package static let traits = ToolTraits(
        backs: [.message], outcome: .leadQualified, leadSign: LeadSign("said what they want", points: 20),
        followUp: .owed, writes: true)

    package func request(_ arguments: Arguments, in context: ToolContext) throws(ToolError) -> LeadBook.Lead {
        let facts = try arguments.request(in: context)
        return LeadBook.Lead(
            intent: facts.intent, budget: facts.budget, timeline: facts.timeline, financing: facts.financing)
    }

    /// The lead as JSON, from which the key is made.
    package func canonical(_ request: LeadBook.Lead) -> JSON {
        [
            "intent": .string(request.intent.rawValue), "budget": request.budget.map(JSON.double) ?? .null,
            "timeline": request.timeline.map { .string($0.lowercased()) } ?? .null,
            "financing": .string(request.financing.rawValue),
        ]
    }

    package func write(
        _ request: LeadBook.Lead, in context: ToolContext, on connection: PostgresConnection
    ) async throws -> JSON {
        // Callers without a number of their own are not one person: each call of theirs is a lead of its own.
        let caller = context.ticket.caller.number ?? "withheld:\(context.ticket.callID)"
        let (lead, isKnown) = try await LeadBook.note(
            request, of: caller, tenant: context.ticket.tenant.id, call: context.ticket.callID, on: connection)
        return [
            "score": .int(lead.score), "updated": .bool(isKnown), "stillUnknown": .array(Self.unknown(lead)),
        ]
    }

    /// The facts still worth asking for, the most telling first.
    private static func unknown(_ lead: LeadBook.Lead) -> [JSON] {
        var unknown: [JSON] = []
        if lead.intent == .buy, lead.financing == .unknown { unknown.append("financingStatus") }
        if lead.budget == nil { unknown.append("budget") }
        if lead.timeline == nil { unknown.append("timeline") }
        return unknown
    }
}
