import AsyncHTTPClient
import CoraWeb
import CoraWire
import NIOCore
import NIOHTTP1
import Testing

extension TestLine {
    /// What the server answered to a client that asked for a session.
    struct SessionAnswer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: JSON

        /// The word of a refusal.
        var code: String? { body["error"]?["code"]?.string }
    }

    /// The headers of a browser that shows CORA's own page.
    static let ownPage: HTTPHeaders = ["Sec-Fetch-Site": "same-origin"]

    /// A tenants file whose tenant takes calls from browsers.
    static func webTenants(_ more: String = "") -> String { tenants("webOpen: true\n" + more) }

    /// Asks for a session.
    func session(_ query: String = "", headers: HTTPHeaders = ownPage) async throws -> SessionAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/session\(query)")
        request.headers = headers
        let response = try await client.execute(request, timeout: .seconds(10))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
        return SessionAnswer(
            status: Int(response.status.code), headers: response.headers, body: (try? JSON.parse(body)) ?? .null)
    }

    /// Opens the socket of a session.
    func dial(_ answer: SessionAnswer, withUpgrade: Bool = true) async throws -> WebClient {
        let hello = WebHello(
            session: try #require(answer.body["session"]?.string), token: try #require(answer.body["token"]?.string))
        let client = try await WebClient.dial(
            port: port, session: hello.session,
            headers: withUpgrade
                ? ["Sec-WebSocket-Protocol": hello.subprotocols.joined(separator: ", ")] : [:])
        if !withUpgrade { try await client.say(.hello(hello)) }
        return client
    }

    /// A session whose model is set up. Returned with the model's session's id.
    func openWeb(withUpgrade: Bool = true) async throws -> (WebClient, session: String) {
        let place = ear.ledger.count
        let client = try await dial(try await session(), withUpgrade: withUpgrade)
        let event = try await ear.ledger.first("a session being set up", after: place) { event in
            guard case .sent(let json, _) = event else { return false }
            return json["type"] == "session.updated"
        }
        guard case .sent(_, let session) = event else { return (client, "") }
        return (client, session)
    }
}
