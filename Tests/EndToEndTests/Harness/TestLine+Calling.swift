import AsyncHTTPClient
import CoraCall
import CoraServer
import CoraStandIn
import CoraTwilio
import CoraWire
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

extension TestLine {
    // MARK: The webhook

    /// Announces a call as Twilio does.
    func announce(
        callSID: String = Self.newSID(), to number: String = Self.number, extra: [String: String] = [:]
    ) async throws -> Announced {
        var form = FormBody([
            .init("CallSid", callSID), .init("AccountSid", MediaSocket.accountSID), .init("From", "+14155550199"),
            .init("To", number), .init("CallStatus", "ringing"),
        ])
        form.fields += extra.map { .init($0, $1) }
        return Announced(callSID: callSID, answer: try await post("/twilio/voice", form))
    }

    /// Asks what happens after the stream.
    func after(
        _ callSID: String, _ query: String = "attempt=0", status: String = "in-progress"
    ) async throws -> HTTPAnswer {
        try await post(
            "/twilio/after?\(query)",
            FormBody([.init("CallSid", callSID), .init("To", Self.number), .init("CallStatus", status)]))
    }

    /// A signed request.
    func post(_ target: String, _ form: FormBody, key: String = authToken) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: url(target))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(
            name: "X-Twilio-Signature",
            value: RequestSignature.sign(url: Self.publicURL + target, form: form, key: key))
        request.body = .bytes(ByteBuffer(string: form.serialise()))
        return try await execute(request)
    }

    /// A request as anybody can make it.
    func get(_ target: String, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: url(target))
        request.headers = headers
        return try await execute(request)
    }

    /// A request to an ops route, with a token.
    func ops(
        _ target: String, token: String? = nil, method: HTTPMethod = .GET, headers: HTTPHeaders = [:]
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "http\(isSecure ? "s://localhost" : "://127.0.0.1"):\(opsPort)\(target)")
        request.method = method
        request.headers = headers
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return try await client.execute(request, timeout: .seconds(10))
    }

    private func execute(_ request: HTTPClientRequest) async throws -> HTTPAnswer {
        let response = try await client.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 16)
        return HTTPAnswer(status: Int(response.status.code), body: String(buffer: body))
    }

    private func url(_ target: String) -> String {
        isSecure ? "https://localhost:\(port)\(target)" : "http://127.0.0.1:\(port)\(target)"
    }

    // MARK: The stream

    /// The signature of the media socket's handshake.
    static func handshakeSignature(key: String = authToken) -> String {
        RequestSignature.sign(url: "wss" + publicURL.dropFirst("https".count) + "/twilio/media", key: key)
    }

    /// Opens a media socket without saying anything.
    func dial(for callSID: String, tls: NIOSSLContext? = nil) async throws -> MediaSocket {
        let socket = try await MediaSocket.dial(
            port: port, headers: ["X-Twilio-Signature": Self.handshakeSignature()], callSID: callSID,
            host: tls == nil ? "127.0.0.1" : "localhost", tls: tls)
        sockets.append(socket)
        return socket
    }

    /// Announces a call, opens its socket and begins the stream.
    func open(to number: String = Self.number, tls: NIOSSLContext? = nil) async throws -> MediaSocket {
        let call = try await announce(to: number)
        return try await open(call, tls: tls)
    }

    /// Opens an announced call's socket and begins the stream.
    func open(_ call: Announced, tls: NIOSSLContext? = nil) async throws -> MediaSocket {
        let token = try #require(call.token)
        let socket = try await dial(for: call.callSID, tls: tls)
        try await socket.start(token: token)
        return socket
    }

    /// The same, until the model's session is set up. Returned with the session's id.
    func openLive(to number: String = Self.number) async throws -> (MediaSocket, session: String) {
        let place = ear.ledger.count
        let socket = try await open(to: number)
        let event = try await ear.ledger.first("a session being set up", after: place) { event in
            guard case .sent(let json, _) = event else { return false }
            return json["type"] == "session.updated"
        }
        guard case .sent(_, let session) = event else { return (socket, "") }
        return (socket, session)
    }

    static func newSID() -> String {
        "CA" + (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    }
}

/// What the server answered over HTTP.
struct HTTPAnswer: Sendable, Equatable {
    var status: Int
    var body: String

    /// The token in its TwiML.
    var token: String? {
        guard let open = body.firstRange(of: #"<Parameter name="token" value=""#) else { return nil }
        return String(body[open.upperBound...].prefix { $0 != "\"" })
    }
}
