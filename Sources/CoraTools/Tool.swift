package import CoraArguments
package import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
package import CoraWire

/// Something the model can have done: one of our tools (``RegisteredTool``), or one that is a tenant's configuration.
///
/// The executor checks the arguments against the schema and decodes them before the tool runs. The tool throws a
/// ``ToolError`` for whatever the model or the caller can do something about; the executor puts database errors into
/// words. A run must stop when its task is cancelled: that is how its deadline and the call's end reach it.
package protocol Tool<Arguments>: Sendable {
    /// The type of the decoded arguments.
    associatedtype Arguments: Sendable
    /// What the model is told of the tool; arguments are checked against its schema.
    var description: ToolDescription { get }
    /// What the tool means to the rules of a call and of the business; ``ToolTraits/unstated`` if a type does not say.
    var traits: ToolTraits { get }
    /// How long one run may take; nil, if a type does not say, for the executor's usual time.
    var deadline: CallDuration? { get }
    /// Makes the tool's arguments from JSON that fits the schema.
    func decode(_ arguments: JSON) throws -> Arguments
    /// Does what the arguments ask for.
    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome
}

/// A tool of ours. To add one, write a file with a type like this and a line in ``ToolRegistry``.
package protocol RegisteredTool: Tool {
    /// What the model is told of the tool.
    static var description: ToolDescription { get }
    /// What the tool means to the rules of a call and of the business.
    static var traits: ToolTraits { get }
    /// - Parameter pool: the database that the tool reads and writes.
    init(_ pool: PostgresPool)
}

/// A tool that writes. A request that repeats the call's latest one to the tool is carried out once (see `ToolEffects`).
package protocol WritingTool: RegisteredTool {
    /// The arguments in one spelling, so that the same wish in other words is the same request.
    associatedtype Request: Sendable
    /// Keeps which request was carried out last.
    var effects: ToolEffects { get }
    /// Turns arguments into a request. It looks nothing up, so that a repeat comes to the same request.
    /// - Throws: ``ToolError`` for what is wrong with the arguments alone.
    func request(_ arguments: Arguments, in context: ToolContext) throws(ToolError) -> Request
    /// The request as JSON, from which its key is made.
    func canonical(_ request: Request) -> JSON
    /// Checks the request and writes, in a transaction that is rolled back if this throws.
    func write(_ request: Request, in context: ToolContext, on connection: PostgresConnection) async throws -> JSON
}

extension Tool {
    /// Unstated, for tools that do not say.
    package var traits: ToolTraits { .unstated }
    /// The executor's usual time, for tools that do not say.
    package var deadline: CallDuration? { nil }
}

extension RegisteredTool {
    /// The type's description.
    package var description: ToolDescription { Self.description }
    /// The type's traits.
    package var traits: ToolTraits { Self.traits }
}

extension Tool where Arguments: Decodable {
    /// Decodes the arguments as the type's Swift structure.
    package func decode(_ arguments: JSON) throws -> Arguments {
        try ArgumentCheck.decode(arguments)
    }
}

extension Tool where Arguments == JSON {
    /// The JSON itself, for tools whose arguments are JSON.
    package func decode(_ arguments: JSON) -> JSON { arguments }
}

extension WritingTool {
    /// Carries the request out, or returns the stored answer if it was the call's latest request to this tool.
    package func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome {
        let request = try request(arguments, in: context)
        let key = EffectKey.make(
            call: context.ticket.callID, tenant: context.ticket.tenant.id, tool: description.name,
            arguments: canonical(request))
        let stored = try await effects.latest(key) { connection in
            try await write(request, in: context, on: connection).text
        }
        return ToolOutcome(data: try JSON.parse(stored), wrote: true)
    }
}
