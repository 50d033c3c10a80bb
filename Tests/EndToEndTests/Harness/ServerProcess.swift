import Foundation
import NIOCore
import NIOPosix

/// `cora serve` as a process of its own, which a test can kill.
final class ServerProcess: Sendable {
    /// It is not there, or did not become ready.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    private let identifier: Int32
    private let log: String
    private let ended: Ledger<Int32>

    private init(port: Int, identifier: Int32, log: String, ended: Ledger<Int32>) {
        self.port = port
        self.identifier = identifier
        self.log = log
        self.ended = ended
    }

    /// The program, which is built beside the tests.
    static var program: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "cora")
    }

    /// Starts the server and waits until it takes calls.
    /// - Parameters:
    ///   - settings: its environment, and all of it.
    ///   - folder: where it works; its log is there.
    static func start(_ settings: [String: String], in folder: String) async throws -> ServerProcess {
        let port = try await freePort()
        let log = folder + "/server.log"
        guard FileManager.default.fileExists(atPath: log) || FileManager.default.createFile(atPath: log, contents: nil),
            let output = FileHandle(forWritingAtPath: log)
        else { throw Failure(description: "\(log) cannot be written") }
        defer { try? output.close() }
        try output.seekToEnd()
        let process = Process()
        process.executableURL = program
        process.arguments = ["serve"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = settings.merging(["HOST": "127.0.0.1", "PORT": "\(port)"]) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        let ended = Ledger<Int32>()
        process.terminationHandler = { ended.append($0.terminationReason == .exit ? $0.terminationStatus : -1) }
        try process.run()
        let server = ServerProcess(port: port, identifier: process.processIdentifier, log: log, ended: ended)
        do {
            try await eventually("the server ready") { await server.isListening }
        } catch {
            server.kill()
            throw Failure(description: "\(error); it said: \(server.lastWords)")
        }
        return server
    }

    /// `kill -9`.
    func kill() {
        _ = Foundation.kill(identifier, SIGKILL)
    }

    /// SIGTERM, and waits until it is gone.
    func stop() async throws {
        _ = Foundation.kill(identifier, SIGTERM)
        try await eventually("the server gone; it said: \(lastWords)") { Foundation.kill(identifier, 0) != 0 }
    }

    /// Sends a signal.
    func send(_ signal: Int32) {
        _ = Foundation.kill(identifier, signal)
    }

    /// How many files it has open.
    var openFiles: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd")) ?? []).count
    }

    /// Lets it have so many files open, and no more (`ulimit -n`).
    func limitFiles(to count: Int) throws {
        let limiter = Process()
        limiter.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
        limiter.arguments = ["--pid", "\(identifier)", "--nofile=\(count):"]
        try limiter.run()
        limiter.waitUntilExit()
        guard limiter.terminationStatus == 0 else { throw Failure(description: "prlimit cannot set the limit") }
    }

    /// Waits until it is gone.
    /// - Returns: its exit code; -1 if a signal ended it.
    func exitCode(within limit: Duration = .seconds(30)) async throws -> Int32 {
        try await ended.first("the server's end; it said: \(lastWords)", within: limit) { _ in true }
    }

    /// Whether it is gone.
    var isGone: Bool { ended.count > 0 }

    /// Waits until it has written that to its log.
    func says(_ words: String) async throws {
        try await eventually("the server saying \(words); it said: \(lastWords)") { self.words.contains(words) }
    }

    private var words: String {
        FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private var lastWords: String {
        String(words.suffix(2000))
    }

    private var isListening: Bool {
        get async {
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            try? await channel?.close()
            return channel != nil
        }
    }

    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }
}
