/// What is said first on a new connection, in one burst: who we are, which database, and what the server is.
struct RedisHandshake: Sendable, Equatable {
    /// A line of the handshake.
    private enum Step {
        case authenticate, name, select, role, ping
    }

    /// What a server says to a connection that is one too many, before it closes it.
    private static let hasNoRoom = "ERR max number of clients reached"

    /// How the server knows us; nil where it asks for nothing.
    var credentials: RedisURL.Credentials?
    /// The number of the database; 0 is where a connection begins.
    var database = 0
    /// How the server's own lists call us; nil for nothing.
    var name: String?
    /// Whether the server has to be a master, which a Sentinel says but may be wrong about.
    var asksRole = false

    private var steps: [Step] {
        let all: [Step?] = [
            credentials == nil ? nil : .authenticate, name == nil ? nil : .name, database == 0 ? nil : .select,
            asksRole ? .role : nil, .ping,
        ]
        return all.compactMap(\.self)
    }

    /// The commands, in order.
    var commands: [RedisCommand] { steps.map(command) }

    private func command(_ step: Step) -> RedisCommand {
        switch step {
        case .authenticate:
            RedisCommand(
                "AUTH", [credentials?.user, credentials?.password].compactMap { $0.map(RedisArgument.text) })
        case .name: RedisCommand("CLIENT", ["SETNAME", .text(name ?? "")])
        case .select: RedisCommand("SELECT", [.integer(Int64(database))])
        case .role: RedisCommand("ROLE")
        case .ping: RedisCommand("PING")
        }
    }

    /// Why the connection is of no use, by the answers to ``commands``; nil if it is of use.
    func fault(in answers: [RESPValue]) -> RedisError? {
        for (step, answer) in zip(steps, answers) {
            if let fault = fault(step, answer) { return fault }
        }
        return nil
    }

    private func fault(_ step: Step, _ answer: RESPValue) -> RedisError? {
        guard case .error(let reply) = answer else {
            return step == .role ? Self.fault(inRole: answer) : nil
        }
        switch step {
        // A server's words about a password may hold it: none of them are passed on, but for those of a server that
        // says them to whatever comes first.
        case .authenticate:
            if reply.line == Self.hasNoRoom || reply.kind == .loading { return .server(reply) }
            let code = reply.kind == .wrongPassword ? "WRONGPASS" : "ERR"
            return .server(RedisErrorReply("\(code) the user or the password is wrong, or none is asked for"))
        // A user that may not do this can do without. A PING that is not permitted has been answered, too.
        case .name:
            return reply.kind == .noPermission || reply.line.hasPrefix("ERR unknown") ? nil : .server(reply)
        case .ping: return reply.kind == .noPermission ? nil : .server(reply)
        case .select, .role: return .server(reply)
        }
    }

    /// ROLE answers with an array whose first element is `master`, `slave` or `sentinel` (Redis, "ROLE").
    private static func fault(inRole answer: RESPValue) -> RedisError? {
        switch answer.elements?.first?.text {
        case "master": nil
        case "slave": .server(RedisErrorReply("READONLY it is a replica, though a Sentinel calls it the master"))
        default: .unexpectedAnswer(to: "ROLE")
        }
    }
}
