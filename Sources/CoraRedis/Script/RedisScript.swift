import Crypto

/// A Lua script that the server runs as one step, and how it is called: a value.
///
/// All its keys are of one tag (``RedisKey``), so that it runs in a cluster too, and it uses no other keys than these.
package struct RedisScript<Answer: Sendable>: Sendable {
    /// What it is called in errors.
    package let name: String
    /// The Lua text.
    package let text: String
    /// What its keys are, in the order of `KEYS`.
    package let keys: [String]
    /// What its arguments are, in the order of `ARGV`.
    package let arguments: [String]
    /// SHA-1 of the text in hexadecimal, by which the server knows it (Redis, "EVALSHA").
    package let digest: String
    /// Reads the answer; nil if it is not of the right form.
    package let read: @Sendable (RESPValue) -> Answer?

    /// Makes a script.
    /// - Parameters:
    ///   - keys: a name for each of `KEYS`, for errors and readers.
    ///   - arguments: a name for each of `ARGV`.
    ///   - read: reads the answer; nil if it is not of the right form.
    package init(
        _ name: String, keys: [String], arguments: [String] = [], _ text: String,
        read: @escaping @Sendable (RESPValue) -> Answer?
    ) {
        self.name = name
        self.text = text
        self.keys = keys
        self.arguments = arguments
        self.read = read
        digest = Insecure.SHA1.hash(data: Array(text.utf8)).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    /// Why it cannot be called with these; nil if it can.
    func misuse(_ keys: [RedisKey], _ arguments: [RedisArgument]) -> RedisError? {
        guard keys.count == self.keys.count else {
            return .misuse("\(name) takes \(self.keys.count) keys, and got \(keys.count)")
        }
        guard arguments.count == self.arguments.count else {
            return .misuse("\(name) takes \(self.arguments.count) arguments, and got \(arguments.count)")
        }
        return Set(keys.map(\.slot)).count > 1 ? .misuse("the keys of \(name) are of several tags") : nil
    }

    /// The command that calls it.
    /// - Parameter byDigest: whether the server is told the digest alone, or the whole text.
    func command(_ keys: [RedisKey], _ arguments: [RedisArgument], byDigest: Bool) -> RedisCommand {
        RedisCommand(
            byDigest ? "EVALSHA" : "EVAL",
            [.text(byDigest ? digest : text), .integer(Int64(keys.count))] + keys.map(RedisArgument.key) + arguments)
    }
}
