import CoraCall
import CoraServer
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraWire
import Foundation
import NIOSSL
import Testing

struct ModelFaultTests {
    /// A model in trouble, which is dialled for 2 s.
    private func options(_ change: (inout StandInFaults) -> Void) -> TestLine.Options {
        var options = TestLine.Options(settings: Self.impatient)
        change(&options.standIn.faults)
        return options
    }

    /// A model is dialled for 2 s instead of ten: what becomes of the call is the same.
    @Sendable private static func impatient(_ settings: inout Settings) {
        settings.calls.sessionTimeout = .seconds(2)
        settings.calls.redial = .seconds(2)
    }

    /// A call that comes to nothing: its end, its line in the log, and the apology after it.
    private func fails(_ line: TestLine, because reason: String) async throws {
        let socket = try await line.open()
        #expect(try await socket.closeCode() == 1_000)
        try await line.logged(reason, of: socket.callSID)
        #expect(try await line.after(socket.callSID).body.contains("technical problem"))
        try await line.settles(at: 0)
    }

    @Test(.timeLimit(.minutes(3)))
    func `a wrong key is told in words, and the caller hears an apology`() async throws {
        try await TestLine.run(.init(settings: { $0.openAI.apiKey = Secret("sk-wrong-0123456789") })) { line in
            try await fails(line, because: "model_unavailable: invalid_api_key: Incorrect API key provided")
            #expect(!line.log.events.contains { $0.text.contains("sk-wrong") })
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a refused upgrade`() async throws {
        try await TestLine.run(options { $0.refusedUpgradeStatus = 503 }) { line in
            try await fails(
                line, because: "model_unavailable: the server did not upgrade to websocket: it answered HTTP 503")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a server that accepts and says nothing is given up`() async throws {
        var options = options { $0.handshakeDelay = .seconds(20) }
        options.settings = {
            Self.impatient(&$0)
            $0.openAI.dialTimeout = .milliseconds(300)
        }
        try await TestLine.run(options) { line in
            try await fails(line, because: "model_unavailable: no websocket within the time allowed")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `no server listens`() async throws {
        try await TestLine.run(.init(modelURL: { _ in "http://127.0.0.1:9/v1" }, settings: Self.impatient)) { line in
            try await fails(line, because: "model_unavailable")
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a connection that breaks in the middle of an answer`() async throws {
        try await TestLine.run(options { $0.abortAfterAudioDeltas = 1 }) { line in
            try await fails(line, because: "model_lost: the connection to the model was lost")
        }
    }

    // MARK: TLS

    /// Over TLS, what becomes of a call.
    private func overTLS(
        names: String = "DNS:localhost,IP:127.0.0.1", host: String = "127.0.0.1", trusted: Bool, refused: Bool = true,
        _ body: @escaping @Sendable (TestLine) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = try Certificate(for: names, in: folder.path)
        let options = TestLine.Options(
            modelTLS: try certificate.serverContext(), modelURL: { "https://\(host):\($0)/v1" },
            settings: {
                if trusted { $0.openAI.caFile = certificate.file }
                if refused { Self.impatient(&$0) }
            })
        try await TestLine.run(options, body)
    }

    @Test(.timeLimit(.minutes(3)))
    func `a certificate without a trusted issuer is refused`() async throws {
        try await overTLS(trusted: false) { line in
            try await fails(line, because: "CERTIFICATE_VERIFY_FAILED")
            #expect(line.ear.ledger.events.isEmpty)
        }
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: ["127.0.0.1", "localhost"])
    func `a certificate of the file that settings name is accepted`(_ host: String) async throws {
        try await overTLS(host: host, trusted: true, refused: false) { line in
            let (socket, _) = try await line.openLive()
            try await socket.hears(bytes: 160)
        }
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: ["127.0.0.1", "localhost"])
    func `a certificate for another host is refused`(_ host: String) async throws {
        try await overTLS(names: "DNS:model.example,IP:10.9.8.7", host: host, trusted: true) { line in
            try await fails(line, because: "model_unavailable")
            #expect(line.ear.ledger.events.isEmpty)
        }
    }
}
