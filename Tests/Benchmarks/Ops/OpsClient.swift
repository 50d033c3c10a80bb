import BenchProbes
import NIOCore
import NIOHTTP1

/// Reads ops routes as a person's browser does: each over a connection of its own.
struct OpsClient: Sendable {
    let port: Int
    let token: String
    let loop: any EventLoop

    /// The answer's body.
    func get(_ target: String) async throws -> String {
        let headers: HTTPHeaders = ["Host": "bench.example", "Authorization": "Bearer \(token)"]
        return try await OneRequest.ask(.GET, target, headers, port: port, on: loop)
    }

    /// How long an answer takes, connecting included, in nanoseconds.
    func time(_ target: String) async throws -> Int64 {
        let began = Stamp.now
        _ = try await get(target)
        return Int64(Stamp.now - began)
    }
}
