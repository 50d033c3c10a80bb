import NIOCore

extension RedisClient {
    /// Has the server run a script. A server that does not know it (it has started anew, or its scripts were flushed) has
    /// not run it, says so, and is sent the whole text, within the same time.
    /// - Parameters:
    ///   - keys: as many as the script names, all of one tag.
    ///   - arguments: as many as the script names.
    ///   - limit: the longest time for both; nil for the configured one.
    /// - Throws: why there is no answer, or the server's error.
    package func run<Answer>(
        _ script: RedisScript<Answer>, keys: [RedisKey], arguments: [RedisArgument] = [], within limit: Duration? = nil
    ) async throws(RedisError) -> Answer {
        if let misuse = script.misuse(keys, arguments) { throw misuse }
        let deadline = loop.now + TimeAmount(limit ?? configuration.commandTimeout)
        let answer: RESPValue
        do throws(RedisError) {
            answer = try await send(script.command(keys, arguments, byDigest: true), until: deadline)
        } catch {
            guard case .server(let reply) = error, reply.kind == .noScript else { throw error }
            answer = try await send(script.command(keys, arguments, byDigest: false), until: deadline)
        }
        guard let value = script.read(answer) else { throw .unexpectedAnswer(to: script.name) }
        return value
    }
}
