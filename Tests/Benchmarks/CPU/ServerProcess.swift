import CoraCall
import CoraTenant
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// `cora serve` of any build, or another bridge, as a process of its own, whose processor time the kernel counts.
final class ServerProcess {
    /// How a program is started.
    struct Command: Sendable {
        /// The path of a program.
        var program: String
        /// What it is told, by its own port and the model's.
        var arguments: @Sendable (_ port: Int, _ modelPort: Int) -> [String] = { _, _ in ["serve"] }
        /// The one core that it runs on; nil for any.
        var core: Int?
        /// How long it may take until it is ready, in seconds.
        var patience = 20
        /// What it shows on its port, and trusts at the model's; nil for plain sockets on both sides.
        var tls: LoadTLS?
    }

    /// Where it listens on the loopback address.
    let port: Int
    private let process: Process
    private let folder: URL

    private init(port: Int, process: Process, folder: URL) {
        self.port = port
        self.process = process
        self.folder = folder
    }

    /// Starts `cora serve` in an empty folder, without a database, and waits until it answers.
    /// - Parameters: as below, with the path of a `cora`.
    static func start(
        _ program: String, modelPort: Int, on loop: any EventLoop,
        tenants file: String = ServerUnderTest.tenants(.pcmu), more: [String: String] = [:],
        standardError: FileHandle? = nil
    ) async throws -> ServerProcess {
        try await start(
            Command(program: program), modelPort: modelPort, on: loop, tenants: file, more: more,
            standardError: standardError)
    }

    /// Starts a program in an empty folder, and waits until it answers.
    /// - Parameters:
    ///   - modelPort: where the probe model listens.
    ///   - loop: where the server is asked whether it is ready.
    ///   - file: the text of its tenants file.
    ///   - more: settings beside those of every server here.
    ///   - standardError: where its log goes; nil for a file.
    /// - Throws: `Carrier.Refused` when it is not ready in time, with what it wrote.
    static func start(
        _ command: Command, modelPort: Int, on loop: any EventLoop, tenants file: String,
        more: [String: String] = [:], standardError: FileHandle? = nil
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
        let line = [command.program] + command.arguments(port, modelPort)
        // taskset(1) becomes the program: the process is the same.
        let pinned = command.core.map { ["/usr/bin/taskset", "-c", "\($0)"] + line } ?? line
        process.executableURL = URL(fileURLWithPath: pinned[0])
        process.arguments = Array(pinned.dropFirst())
        process.currentDirectoryURL = folder
        process.environment = [
            "HOST": "127.0.0.1", "PORT": "\(port)", "PUBLIC_URL": Carrier.publicURL, "OPENAI_API_KEY": "sk-bench",
            "OPENAI_BASE_URL": "http\(command.tls == nil ? "" : "s")://127.0.0.1:\(modelPort)/v1",
            "TWILIO_AUTH_TOKEN": Carrier.authToken, "TENANTS_FILE": tenants.path, "GREETING_WARM": "false",
            "CALL_SILENCE_SECONDS": "600",
            "SHED_LOOP_LAG_MILLISECONDS": "600000", "LOG_LEVEL": "warning",
        ].merging(command.tls?.settings ?? [:]) { $1 }.merging(more) { $1 }
        process.standardOutput = output
        process.standardError = standardError ?? output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let server = ServerProcess(port: port, process: process, folder: folder)
        for _ in 0..<(10 * command.patience) where process.isRunning {
            let answer = try? await OneRequest.ask(
                .GET, "/readyz", ["Host": "bench"], port: port, tls: command.tls?.client, on: loop)
            if answer != nil { return server }
            try await Task.sleep(for: .milliseconds(100))
        }
        let words = server.output
        server.kill()
        throw Carrier.Refused(description: "\(command.program) did not get ready; it said: \(words.suffix(2000))")
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

    /// The memory that it has, in kilobytes.
    /// - Throws: `Carrier.Refused` when the process is gone.
    func residentKilobytes() throws -> Int {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Carrier.Refused(description: "the server is gone")
        }
        return kilobytes
    }

    /// Its process' number.
    var identifier: Int32 { process.processIdentifier }

    /// What it wrote so far.
    var output: String {
        String(decoding: (try? Data(contentsOf: folder.appendingPathComponent("server.log"))) ?? Data(), as: UTF8.self)
    }

    /// Asks it to end, and waits until it has, for so many seconds.
    func terminate(patience: Int) async throws {
        process.terminate()
        for _ in 0..<(10 * patience) where process.isRunning { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// Ends it at once, waits until it is gone, and removes its folder.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func freePort(on loop: any EventLoop) async throws -> Int {
        let channel = try await ServerBootstrap(group: loop).bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return channel.localAddress?.port ?? 0
    }
}
