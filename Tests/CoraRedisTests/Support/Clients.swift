import CoraRedis
import Logging
import NIOCore
import NIOPosix

/// Runs `body` with a client that is connected, or tries to be, and is stopped afterwards.
func withClient<Value>(
    _ address: String, _ configuration: RedisConfiguration = .patient, _ body: (RedisClient) async throws -> Value
) async throws -> Value {
    let client = try RedisClient(
        RedisURL(address), configuration: configuration, on: MultiThreadedEventLoopGroup.singleton.next(),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { await client.run() }
    let outcome: Result<Value, any Error>
    do {
        outcome = .success(try await body(client))
    } catch {
        outcome = .failure(error)
    }
    running.cancel()
    await running.value
    return try outcome.get()
}

/// Waits until something is so.
/// - Returns: whether it was, within half a minute.
func eventually(_ isSo: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<1500 {
        if try await isSo() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return false
}

extension RedisConfiguration {
    /// For tests on a busy machine: time enough, and short pauses.
    static var patient: RedisConfiguration {
        var configuration = RedisConfiguration()
        configuration.commandTimeout = .seconds(20)
        configuration.connectTimeout = .seconds(5)
        configuration.pauses = .milliseconds(10)...Duration.milliseconds(100)
        configuration.silence = .seconds(60)
        return configuration
    }

    /// The same with other settings.
    func with(_ change: (inout RedisConfiguration) -> Void) -> RedisConfiguration {
        var copy = self
        change(&copy)
        return copy
    }
}

extension RedisClient {
    /// What comes of a command.
    func outcome(of command: RedisCommand, within limit: Duration? = nil) async -> Result<RESPValue, RedisError> {
        do throws(RedisError) {
            return .success(try await send(command, within: limit))
        } catch {
            return .failure(error)
        }
    }
}

extension Result where Failure == RedisError {
    /// Why it failed; nil if it did not.
    var error: RedisError? { if case .failure(let error) = self { error } else { nil } }
}
