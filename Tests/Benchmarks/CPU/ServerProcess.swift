import CoraCall
import CoraTenant
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// `cora serve` of any build as a process of its own, whose processor time the kernel counts.
final class ServerProcess {
    /// Where it listens on the loopback address.
    let port: Int
    private let process: Process
    private let folder: URL

    private init(port: Int, process: Process, folder: URL) {
        self.port = port
        self.process = process
        self.folder = folder
    }

    /// Starts a server in an empty folder, without a database, and waits until it answers.
    /// - Parameters:
    ///   - program: the path of a `cora`.
    ///   - modelPort: where the probe model listens.
    ///   - loop: where the server is asked whether it is ready.
    ///   - file: the text of its tenants file.
    ///   - more: settings beside those of every server here.
    ///   - standardError: where its log goes; nil for a file.
    /// - Throws: `Carrier.Refused` when it is not ready within 20 s, with what it wrote.
    static func start(
        _ program: String, modelPort: Int, on loop: any EventLoop,
        tenants file: String = ServerUnderTest.tenants(.pcmu), more: [String: String] = [:],
        standardError: FileHandle? = nil
    ) async throws -> ServerProcess {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cora-bench-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let tenants = folder.appendingPathComponent("tenants.yaml")
        try Data(file.utf8).write(to: tenants)
        let log = folder.appendingPathComponent("server.log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        defer { try? output.close() }
        let port = try await freePort(on: loop)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve"]
        process.currentDirectoryURL = folder
        process.environment = [
            "HOST": "127.0.0.1", "PORT": "\(port)", "PUBLIC_URL": Carrier.publicURL, "OPENAI_API_KEY": "sk-bench",
            "OPENAI_BASE_URL": "http://127.0.0.1:\(modelPort)/v1", "TWILIO_AUTH_TOKEN": Carrier.authToken,
            "TENANTS_FILE": tenants.path, "GREETING_WARM": "false", "CALL_SILENCE_SECONDS": "600",
            "SHED_LOOP_LAG_MILLISECONDS": "600000", "LOG_LEVEL": "warning",
        ].merging(more) { $1 }
        process.standardOutput = output
        process.standardError = standardError ?? output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let server = ServerProcess(port: port, process: process, folder: folder)
        for _ in 0..<200 where process.isRunning {
            if (try? await OneRequest.ask(.GET, "/readyz", ["Host": "bench"], port: port, on: loop)) != nil {
                return server
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let words = String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self)
        server.kill()
        throw Carrier.Refused(description: "\(program) did not get ready; it said: \(words.suffix(2000))")
    }

    /// Processor time of all its threads so far, in nanoseconds.
    /// - Throws: `Carrier.Refused` when the process is gone.
    func processorTime() throws -> Int64 {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process.processIdentifier, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw Carrier.Refused(description: "the server is gone")
        }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Ends it at once, waits until it is gone, and removes its folder.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func freePort(on loop: any EventLoop) async throws -> Int {
        let channel = try await ServerBootstrap(group: loop).bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return channel.localAddress?.port ?? 0
    }
}
