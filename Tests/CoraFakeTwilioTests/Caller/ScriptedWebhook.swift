import AsyncHTTPClient
import CoraFakeTwilio
import CoraLoopback
import CoraSpeech
import CoraTwilio
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server that answers Twilio from a script: one document a path, and every request kept.
final class ScriptedWebhook: Sendable {
    /// What was asked.
    struct Asked: Sendable {
        /// Path and query.
        var target: String
        /// The form.
        var form: FormBody
        /// Whether the signature was right.
        var isSigned: Bool
    }

    static let token = "a-token"

    private let documents: Mutex<[String: String]>
    private let asked = Mutex<[Asked]>([])
    private let port = Mutex(0)
    private let server = Mutex<LoopbackServer?>(nil)

    /// - Parameter documents: what is inside `<Response>`, by path.
    init(_ documents: [String: String]) {
        self.documents = Mutex(documents)
    }

    /// The requests, in order; those for the call's status left out.
    var requests: [Asked] { asked.withLock { $0.filter { $0.target != "/twilio/status" } } }

    /// The server's address.
    var url: String { "http://127.0.0.1:\(port.withLock(\.self))" }

    /// Listens while `body` runs.
    func serving<Value>(_ body: (ScriptedWebhook) async throws -> Value) async throws -> Value {
        let server = LoopbackServer { self.answer($0) }
        let bound = try await server.start()
        port.withLock { $0 = bound }
        let result: Result<Value, any Error>
        do { result = .success(try await body(self)) } catch { result = .failure(error) }
        await server.shutdown()
        return try result.get()
    }

    /// A call to this server.
    func call(_ scenario: Scenario) -> FakeCallConfiguration {
        FakeCallConfiguration(
            webhookURL: "\(url)/voice", publicURL: url, authToken: Self.token,
            accountSid: "AC00000000000000000000000000000001", scenario: scenario, speech: SpeechLibrary(),
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), httpClient: HTTPClient.shared)
    }

    private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        let form = request.body.withUnsafeReadableBytes { FormBody.parse($0) } ?? FormBody()
        let signature = RequestSignature.sign(url: url + request.target, form: form, key: Self.token)
        let isSigned = request.headers.first(name: "X-Twilio-Signature") == signature
        asked.withLock { $0.append(Asked(target: request.target, form: form, isSigned: isSigned)) }
        if request.path == "/twilio/status" { return .response(.ok, type: "text/xml", body: "<Response/>") }
        guard let body = documents.withLock({ $0[request.path] }) else {
            return .response(.notFound, type: "text/plain", body: "")
        }
        return .response(.ok, type: "text/xml", body: "<Response>\(body)</Response>")
    }
}
