import CoraSession
import Foundation
package import NIOCore
import NIOHTTP1
import NIOPosix

/// `cora serve` as a process of its own, with private settings: one tenant, logs only, no database, in a folder that is
/// removed at the end.
package final class ChildServer: Sendable {
    /// How it is to be.
    package struct Setup: Sendable {
        /// The path of a `cora`.
        package var program: String
        /// Where the model listens: an API's base URL.
        package var modelURL: String
        package var authToken: String
        /// The server has the model's audio as PCM16, and resamples it.
        package var isWide = false
        package var mostCalls: Int
        /// It has the first core to itself: see ``Cores``.
        package var isPinned = false
        /// The certificate that it shows and trusts; nil for plain sockets.
        package var certificate: LoadCertificate?

        package init(program: String, modelURL: String, authToken: String, mostCalls: Int) {
            self.program = program
            self.modelURL = modelURL
            self.authToken = authToken
            self.mostCalls = mostCalls
        }
    }

    /// Why there is none.
    package struct NotReady: Error, Sendable, CustomStringConvertible {
        package var description: String
    }

    /// How long it may take until it answers.
    private static let patience = 20.0
    /// The number that its tenant has.
    package static let number = "+14155550100"

    /// Where it answers.
    package let origin: String
    /// What reads its stats.
    package let opsToken: String
    package let process: Int32
    private let folder: String

    private init(origin: String, opsToken: String, process: Int32, folder: String) {
        self.origin = origin
        self.opsToken = opsToken
        self.process = process
        self.folder = folder
    }

    /// Makes a folder for one run, which only its user can enter.
    /// - Throws: the system's error.
    package static func makeFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-loadtest-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    /// Starts a server and waits until it answers.
    /// - Parameters:
    ///   - folder: where its files are; it is removed by ``stop()``, and if this throws.
    ///   - loop: where it is asked whether it is ready.
    /// - Throws: ``NotReady`` with what it wrote, or the system's error.
    package static func start(_ setup: Setup, in folder: String, on loop: any EventLoop) async throws -> ChildServer {
        do { return try await run(setup, in: folder, on: loop) } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private static func run(_ setup: Setup, in folder: String, on loop: any EventLoop) async throws -> ChildServer {
        let (log, tenants) = (folder + "/server.log", folder + "/tenants.yaml")
        try Data(tenantsFile(isWide: setup.isWide).utf8).write(to: URL(filePath: tenants))
        try Data().write(to: URL(filePath: log))
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        defer { try? output.close() }
        let port = try await freePort(on: loop)
        let origin = "\(setup.certificate == nil ? "http" : "https")://127.0.0.1:\(port)"
        let opsToken = UUID().uuidString + UUID().uuidString
        let child = Process()
        child.executableURL = URL(filePath: setup.isPinned ? "/usr/bin/env" : setup.program)
        child.arguments = (setup.isPinned ? ["taskset", "-c", Cores.server, setup.program] : []) + ["serve"]
        child.currentDirectoryURL = URL(filePath: folder)
        child.environment = environment(setup, port, origin, tenants, opsToken)
        child.standardOutput = output
        child.standardError = output
        child.standardInput = FileHandle.nullDevice
        do { try child.run() } catch { throw NotReady(description: "\(setup.program) cannot be run: \(error)") }
        let server = ChildServer(
            origin: origin, opsToken: opsToken, process: child.processIdentifier, folder: folder)
        do {
            let tls = try setup.certificate.map {
                TransportSecurity.boringSSL(try LoadCertificate.clientContext(trusting: $0.file))
            }
            try await server.waitUntilReady(tls: tls, on: loop) { child.isRunning }
            return server
        } catch {
            await server.stop()
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw NotReady(description: "\(error); \(setup.program) serve said: \(said.suffix(2000))")
        }
    }

    private func waitUntilReady(
        tls: TransportSecurity?, on loop: any EventLoop, isRunning: () -> Bool
    ) async throws {
        let deadline = LoadClock.now + UInt64(Self.patience * 1e9)
        while LoadClock.now < deadline {
            let answer = try? await LoadRequest.ask(.GET, origin + "/readyz", tls: tls, timeout: .seconds(2), on: loop)
            if answer?.status == 200 { return }
            guard isRunning() else { throw NotReady(description: "it ended") }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw NotReady(description: "it was not ready within \(Int(Self.patience)) s")
    }

    /// Kills the server and removes its folder. Its calls are over, or are not to be waited for.
    package func stop() async {
        kill(process, SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func environment(
        _ setup: Setup, _ port: Int, _ origin: String, _ tenants: String, _ opsToken: String
    ) -> [String: String] {
        var values = [
            "HOST": "127.0.0.1", "PORT": "\(port)", "PUBLIC_URL": origin, "OPENAI_API_KEY": "sk-load",
            "OPENAI_BASE_URL": setup.modelURL, "TWILIO_AUTH_TOKEN": setup.authToken, "TENANTS_FILE": tenants,
            "OPS_TOKEN": opsToken, "GREETING_WARM": "false", "CALL_SILENCE_SECONDS": "600",
            // It is to take every call, however slow that makes it: what it cannot do is to be seen.
            "MAX_CALLS": "\(setup.mostCalls)", "MAX_CONNECTIONS": "20000", "MAX_CONNECTIONS_PER_PEER": "20000",
            "SHED_LOOP_LAG_MILLISECONDS": "600000", "LOG_LEVEL": "warning",
        ]
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] {
            values[name] = ProcessInfo.processInfo.environment[name]
        }
        guard let certificate = setup.certificate else { return values }
        values["TLS_CERTIFICATE_FILE"] = certificate.file
        values["TLS_KEY_FILE"] = certificate.key
        values["OPENAI_CA_FILE"] = certificate.file
        return values
    }

    /// One tenant that answers everybody, tells the model who calls, and puts callers who press 0 through.
    private static func tenantsFile(isWide: Bool) -> String {
        """
        default: load
        tenants:
          - id: load
            greetingTemplate: Hello, this is the load test.
            instructions: Say little. The caller is ${callerNumber}.
            audioFormat: \(isWide ? "pcm16" : "pcmu")
            humanNumber: "+14155550177"
            zeroMeansHuman: true
        """
    }

    private static func freePort(on loop: any EventLoop) async throws -> Int {
        let channel = try await ServerBootstrap(group: loop).bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }
}
