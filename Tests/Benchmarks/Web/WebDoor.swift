import BenchProbes
import CoraWire
import NIOCore
import NIOHTTP1

/// A browser before its session: asks for one, and dials its socket (`Config/web-protocol.md`).
struct WebDoor: Sendable {
    /// An operator's token: without one, an address gets few sessions.
    static let token = "bench-0123456789abcdef"

    /// The server's port on the loopback address.
    let port: Int

    /// A session that was given.
    private struct Given {
        let session: String
        let token: String
        let path: String
        let media: [String]

        /// - Throws: `Carrier.Refused` if a member is missing.
        init(_ text: String) throws {
            let json = try JSON.parse(ByteBuffer(string: text))
            guard let session = json["session"]?.string, let token = json["token"]?.string,
                let path = json["path"]?.string
            else { throw Carrier.Refused(description: "no session is given: \(text)") }
            (self.session, self.token, self.path) = (session, token, path)
            media = json["media"]?.array?.compactMap(\.string) ?? []
        }
    }

    /// Opens a session whose audio goes over its socket.
    func openSocket(on loop: any EventLoop, makeEnd: @escaping @Sendable () -> any ProbeEnd) async throws {
        try await dial(try await session("?media=socket", on: loop), on: loop, makeEnd: makeEnd)
    }

    /// Opens a session by WebRTC, and makes its one peer connection.
    /// - Throws: `Carrier.Refused` if the server offers none.
    func openPeer(on loop: any EventLoop, _ work: BusyWork) async throws {
        let given = try await session("", on: loop)
        guard given.media.contains("webrtc") else {
            throw Carrier.Refused(description: "the server offers no WebRTC, only \(given.media)")
        }
        let page = SharedEnd<BusyPeerPage>(on: loop)
        let offered = loop.makePromise(of: BusyPeerPage.Wanted.self)
        do {
            try await dial(given, wish: ["cora.media.webrtc"], on: loop) {
                let end = BusyPeerPage(on: loop, offered, work)
                page.value = end
                return end
            }
        } catch {
            offered.fail(error)
            throw error
        }
        let wanted = try await offered.futureResult.get()
        _ = try await OneRequest.ask(
            .POST, "\(wanted.path)?number=\(wanted.number)",
            [
                "Host": "bench.example", "Connection": "close", "Authorization": "Bearer \(wanted.key)",
                "Content-Type": "application/sdp",
            ], body: PeerCallAnswers.sdp, port: port, on: loop)
        try await loop.submit { page.value?.connected(wanted.number) }.get()
    }

    private func session(_ query: String, on loop: any EventLoop) async throws -> Given {
        try Given(
            await OneRequest.ask(
                .GET, "/session\(query)",
                ["Host": "bench.example", "Connection": "close", "Authorization": "Bearer \(Self.token)"],
                port: port, on: loop))
    }

    private func dial(
        _ given: Given, wish: [String] = [], on loop: any EventLoop, makeEnd: @escaping @Sendable () -> any ProbeEnd
    ) async throws {
        let hello = ["cora.v1", "cora.session.\(given.session)", "cora.token.\(given.token)"] + wish
        try await ProbeSocket.dial(
            port: port, target: given.path, headers: ["Sec-WebSocket-Protocol": hello.joined(separator: ", ")],
            on: loop, makeEnd: makeEnd)
    }
}
