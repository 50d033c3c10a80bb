import BenchProbes
import NIOCore
import NIOHTTP1

/// A page of the server's that somebody reads again and again while calls go on.
struct LoadPoll: Sendable {
    /// The token that reads it.
    static let token = "bench-0123456789abcdef"

    var target: String
    var every: Duration

    /// Reads it until the task is cancelled, or the server does not answer.
    func run(port: Int, _ tls: LoadTLS?, on loop: any EventLoop) async {
        let headers: HTTPHeaders = ["Host": "bench.example", "Authorization": "Bearer \(Self.token)"]
        while !Task.isCancelled {
            let answer = try? await OneRequest.ask(.GET, target, headers, port: port, tls: tls?.client, on: loop)
            guard answer != nil, (try? await Task.sleep(for: every)) != nil else { return }
        }
    }

    /// Reads it once.
    /// - Throws: `Carrier.Refused`, or the socket's error.
    func read(port: Int, on loop: any EventLoop) async throws -> String {
        let headers: HTTPHeaders = ["Host": "bench.example", "Authorization": "Bearer \(Self.token)"]
        return try await OneRequest.ask(.GET, target, headers, port: port, on: loop)
    }
}
