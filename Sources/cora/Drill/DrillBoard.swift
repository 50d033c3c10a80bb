import AsyncHTTPClient
import CoraSupervisor
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Reads `/ops/stats` as an engineer on call does, four times a second.
final class DrillBoard: Sendable {
    private static let pause = Duration.milliseconds(250)
    private static let longestWait = Duration.seconds(60)

    private let url: String
    private let token: String
    private let client: HTTPClient
    private let latest = Mutex(FleetStats(at: 0, instance: .init()))

    /// - Parameters:
    ///   - url: the server's address.
    ///   - token: a token that may read the stats.
    init(url: String, token: String, client: HTTPClient) {
        self.url = url
        self.token = token
        self.client = client
    }

    /// The stats read last.
    var stats: FleetStats { latest.withLock(\.self) }

    /// Reads the stats until its task is cancelled. If a reading fails, it says so and tries the next one.
    func watch() async {
        while !Task.isCancelled {
            do {
                let stats = try await read(FleetStats.self, "/ops/stats")
                latest.withLock { $0 = stats }
            } catch  where !Task.isCancelled {
                Console.error(["/ops/stats could not be read: \(error)"])
            } catch {}
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Waits until `isSo` holds of the stats, but not for ever: the acts notice what has not come true.
    func until(_ what: String, _ isSo: (FleetStats) -> Bool) async {
        if await wait(Self.longestWait, isSo) { return }
        Console.error(["waited in vain: \(what)"])
    }

    /// Waits for the problem of that id.
    /// - Returns: the problem; nil if it is not named in time.
    func problem(_ id: String, within limit: Duration) async -> Problem? {
        _ = await wait(limit) { $0.problems.contains { $0.id == id } }
        return stats.problems.first { $0.id == id }
    }

    /// Waits until the problem of that id is gone, and says whether it went in time.
    func isGone(_ id: String, within limit: Duration) async -> Bool {
        await wait(limit) { !$0.problems.contains { $0.id == id } }
    }

    /// Waits until no problem but the known ones is left, and says whether that came in time.
    func isQuiet(but known: Set<String>, within limit: Duration) async -> Bool {
        await wait(limit) { $0.problems.allSatisfy { known.contains($0.id) } }
    }

    /// The problems named now, in words: the known ones, and the others.
    func problems(but known: Set<String>) -> (known: [String], others: [String]) {
        let problems = stats.problems
        return (
            problems.filter { known.contains($0.id) }.map(\.words),
            problems.filter { !known.contains($0.id) }.map(\.words)
        )
    }

    private func wait(_ limit: Duration, _ isSo: (FleetStats) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !isSo(stats) {
            guard ContinuousClock.now < deadline else { return false }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return false }
        }
        return true
    }

    /// How many frames these calls got from their callers, by `/ops/calls/{sid}`.
    func frames(of calls: some Sequence<String>) async throws -> Int {
        var sum = 0
        for sid in calls { sum += try await read(CallTimelineStats.self, "/ops/calls/\(sid)").call.framesIn }
        return sum
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ target: String) async throws -> Value {
        var request = HTTPClientRequest(url: url + target)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        let response = try await client.execute(request, timeout: .seconds(5))
        let body = try await response.body.collect(upTo: 16 << 20)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(body.readableBytesView))
    }
}
