/// What a Sentinel says of a master ("Redis Sentinel", SENTINEL GET-MASTER-ADDR-BY-NAME).
enum SentinelAnswer {
    /// The question for the master of that name.
    static func question(_ master: String) -> RedisCommand {
        RedisCommand("SENTINEL", ["GET-MASTER-ADDR-BY-NAME", .text(master)])
    }

    /// The master's address.
    /// - Throws: in words, if the Sentinel does not know the name, or says something else.
    static func read(_ answer: RESPValue) throws(RedisError) -> RedisHost {
        switch answer {
        case .null: throw .away("the Sentinel knows no master of that name")
        case .error(let reply): throw .server(reply)
        default: break
        }
        guard let parts = answer.elements, parts.count == 2, let name = parts[0].text, !name.isEmpty,
            let port = parts[1].integer, (1...65_535).contains(port)
        else { throw .unexpectedAnswer(to: "SENTINEL GET-MASTER-ADDR-BY-NAME") }
        return RedisHost(name, port: Int(port))
    }
}
