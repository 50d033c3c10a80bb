import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraWire
import Foundation
import NIOSSL
import Testing

struct ServerTLSTests {
    @Test(.timeLimit(.minutes(3)))
    func `webhook and media socket work over TLS`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cora-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = try Certificate(in: folder.path)
        let options = TestLine.Options(
            settings: {
                $0.server.certificateFile = certificate.file
                $0.server.keyFile = certificate.key
            }, httpTLS: certificate.clientConfiguration)
        try await TestLine.run(options) { line in
            #expect(try await line.get("/readyz").status == 200)
            let socket = try await line.open(tls: try NIOSSLContext(configuration: certificate.clientConfiguration))
            try await line.ear.sent("response.done")
            try await eventually("the greeting") { socket.audio == line.ear.agentAudio() }
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
            let other = try NIOSSLContext(configuration: .makeClientConfiguration())
            await #expect(throws: (any Error).self) { _ = try await line.dial(for: "CA1", tls: other) }
        }
    }
}
