package import CoraSession
import CoraWire
package import NIOCore
import NIOHTTP1

/// Asks a server's `/ops/stats` for what it has counted.
package struct ServerStats: Sendable {
    /// How long the server may take to notice the end of its last call.
    private static let patience = 5.0

    private let url: String
    private let token: String
    private let tls: TransportSecurity?
    private let loop: any EventLoop

    package init(url: String, token: String, tls: TransportSecurity?, loop: any EventLoop) {
        self.url = url
        self.token = token
        self.tls = tls
        self.loop = loop
    }

    /// What a server has counted since it began.
    package struct Counts: Sendable, Equatable {
        package var live: Int
        package var framesIn: Int
        package var framesOut: Int

        /// Reads an answer; nil if these figures are not in it.
        package init?(_ text: String) {
            guard let stats = try? JSON.parse(text), let live = stats["calls"]?["live"]?.int,
                let audio = stats["audio"], let framesIn = audio["frames_in"]?.int,
                let framesOut = audio["frames_out"]?.int
            else { return nil }
            self.live = live
            self.framesIn = framesIn
            self.framesOut = framesOut
        }
    }

    /// The counts of this moment; nil if the server does not tell.
    package func counts() async -> Counts? {
        let answer = try? await LoadRequest.ask(
            .GET, url, headers: ["Authorization": "Bearer \(token)"], tls: tls, timeout: .seconds(5), on: loop)
        guard let answer, answer.status == 200 else { return nil }
        return Counts(answer.body)
    }

    /// The counts when no call is live any more, or when the server has had its time; nil if it does not tell.
    package func countsAtRest() async -> Counts? {
        let deadline = LoadClock.now + UInt64(Self.patience * 1e9)
        while true {
            let counts = await counts()
            guard let counts, counts.live > 0, LoadClock.now < deadline else { return counts }
            guard (try? await Task.sleep(for: .milliseconds(200))) != nil else { return counts }
        }
    }
}
