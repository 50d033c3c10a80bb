package import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraWire
import Foundation

/// Something the model can have done: one of ours (``RegisteredTool``), or one that is a tenant's configuration.
///
/// Arguments reach it checked against its schema and decoded. It throws a ``ToolError`` for whatever the model or the
/// caller can do something about; the executor puts into words what the database throws. It has to stop when its task
/// is cancelled: that is how its deadline and the call's end reach it.
package protocol Tool<Arguments>: Sendable {
    /// What it is given.
    associatedtype Arguments: Sendable
    /// What the model is told of it; the schema is what arguments are checked against.
    var description: ToolDescription { get }
    /// What it means to the rules of a call and of the business; ``ToolTraits/unstated`` where a type doesn't say.
    var traits: ToolTraits { get }
    /// How long one run may take; nil, where a type doesn't say, for the executor's usual time.
    var deadline: CallDuration? { get }
    /// The value of arguments that fit the schema.
    func decode(_ arguments: JSON) throws -> Arguments
    /// Does what the arguments ask for.
    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome
}

/// A tool of ours. To add one: a file with a type like this, and a line in ``ToolRegistry``.
package protocol RegisteredTool: Tool {
    /// What the model is told of it.
    static var description: ToolDescription { get }
    /// What it means to the rules of a call and of the business.
    static var traits: ToolTraits { get }
    /// - Parameter pool: where it looks and writes.
    init(_ pool: PostgresPool)
}

/// A tool that writes: it does the same request once a call, however often it is asked (see `ToolEffects`).
package protocol WritingTool: RegisteredTool {
    /// The arguments in one spelling: the same wish in other words is the same request.
    associatedtype Request: Sendable
    /// Where effects are kept.
    var effects: ToolEffects { get }
    /// Puts arguments into that spelling. Looks nothing up, so that a repeat comes to the same request.
    /// - Throws: ``ToolError`` for what can be seen to be wrong from the arguments alone.
    func request(_ arguments: Arguments, in context: ToolContext) throws(ToolError) -> Request
    /// The request as JSON, which the key is made from.
    func canonical(_ request: Request) -> JSON
    /// Checks and writes, in a transaction that is rolled back if this throws.
    func write(_ request: Request, in context: ToolContext, on connection: PostgresConnection) async throws -> JSON
}

extension Tool {
    package var traits: ToolTraits { .unstated }
    package var deadline: CallDuration? { nil }
}

extension RegisteredTool {
    package var description: ToolDescription { Self.description }
    package var traits: ToolTraits { Self.traits }
}

extension Tool where Arguments: Decodable {
    package func decode(_ arguments: JSON) throws -> Arguments {
        try JSONDecoder().decode(Arguments.self, from: Data(arguments.text.utf8))
    }
}

extension Tool where Arguments == JSON {
    package func decode(_ arguments: JSON) -> JSON { arguments }
}

extension WritingTool {
    package func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome {
        let request = try request(arguments, in: context)
        let key = EffectKey.make(
            call: context.ticket.callID, tenant: context.ticket.tenant.id, tool: description.name,
            arguments: canonical(request))
        let stored = try await effects.once(key) { connection in
            try await write(request, in: context, on: connection).text
        }
        return ToolOutcome(data: try JSON.parse(stored), wrote: true)
    }
}

/// What a tool knows of the call it runs for. The tenant is from here, never from arguments.
package struct ToolContext: Sendable {
    /// The call.
    package var ticket: CallTicket
    /// The model's id of this run.
    package var invocation: String
    /// The time, seconds since 1970 (UTC).
    package var now: Int

    package init(ticket: CallTicket, invocation: String, now: Int) {
        self.ticket = ticket
        self.invocation = invocation
        self.now = now
    }

    /// The tenant's clock.
    var clock: LocalClock { LocalClock(ticket.tenant.timeZone) }

    /// The caller's number, if it is one that can be called; nil where it is withheld.
    var caller: PhoneNumber? { try? PhoneNumber(ticket.callerNumber) }
}
