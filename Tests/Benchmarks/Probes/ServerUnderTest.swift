import CoraCall
import CoraServer
import CoraSettings
import CoraTenant
import Foundation
import Logging
import NIOCore

/// The real server, on event loops of its own.
struct ServerUnderTest {
    /// What the tenant says first.
    static let greeting = "Hello, this is the benchmark."

    /// Where the probe model listens.
    var modelPort: Int
    /// What the tenant's calls speak to the model.
    var encoding = AudioEncoding.pcmu
    /// Whether greetings are recorded before the first call.
    var warmsGreetings = false
    /// The token that reads ops routes; nil for none.
    var opsToken: String?
    /// Takes calls down; nil for the log.
    var recorder: (any CallRecorder)?
    /// Runs the tools of calls; nil for the product's.
    var tools: (any ToolRunner)?

    /// Runs the server for as long as `body` takes.
    /// - Throws: what starting it or `body` throws.
    func run<Output: Sendable>(
        on group: any EventLoopGroup, body: @escaping @Sendable (Carrier) async throws -> Output
    ) async throws -> Output {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("cora-bench-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let settings = try settings(in: directory)
        var logger = Logger(label: "cora-bench") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = try CoraApplication(
            settings: settings, group: group, recorder: recorder, tools: tools, logger: logger
        ) { port in
            listening.yield(port)
        }
        return try await withThrowingTaskGroup(of: Output?.self) { tasks in
            defer { tasks.cancelAll() }
            tasks.addTask {
                try? await application.run()
                return nil
            }
            tasks.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return nil }
                return try await body(Carrier(port: port))
            }
            for try await case let output? in tasks { return output }
            throw Carrier.Refused(description: "the server did not run")
        }
    }

    /// The text of a tenants file whose one tenant takes every call.
    static func tenants(_ encoding: AudioEncoding) -> String {
        """
        default: bench
        tenants:
          - id: bench
            greetingTemplate: "\(greeting)"
            instructions: Say little.
            audioFormat: \(encoding.rawValue)
        """
    }

    private func settings(in directory: URL) throws -> Settings {
        let file = directory.appendingPathComponent("tenants.yaml")
        try Data(Self.tenants(encoding).utf8).write(to: file)
        var settings = Settings()
        settings.server.host = "127.0.0.1"
        settings.server.port = 0
        settings.server.publicURL = WebAddress(Carrier.publicURL) ?? settings.server.publicURL
        settings.server.shutdownGrace = .zero
        // Calls are to be taken however slow the machine is.
        settings.admission.shed.loopLag = .seconds(600)
        settings.openAI.apiKey = Secret("sk-bench")
        settings.openAI.baseURL = WebAddress("http://127.0.0.1:\(modelPort)/v1") ?? settings.openAI.baseURL
        settings.twilio.authToken = Secret(Carrier.authToken)
        settings.tenants.file = file.path
        settings.tenants.warmGreetings = warmsGreetings
        settings.calls.manners.silence = .seconds(3600)
        settings.access.opsToken = opsToken.map { Secret($0) }
        settings.admission.calls = 2000
        return settings
    }
}
