import Foundation

/// A bridge under valgrind: what it writes goes to a file, and it ends with its standard input.
final class CountedProcess {
    private let process = Process()
    private let input = Pipe()
    private let log: URL

    /// Starts a program.
    /// - Throws: what starting a process throws.
    init(_ program: String, _ arguments: [String]) throws {
        log = FileManager.default.temporaryDirectory.appending(path: "cora-instructions-\(UUID()).log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        defer { try? output.close() }
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// What it wrote so far.
    private var output: String { String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self) }

    /// Waits until it says where it listens.
    /// - Parameter seconds: how long.
    func port(within seconds: Int) async throws -> Int {
        for _ in 0..<(10 * seconds) where process.isRunning {
            let words = output.split(separator: "listening at ")
            if words.count == 2, let line = words.last?.split(separator: "\n").first, let port = Int(line) {
                return port
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw InstructionCount.Refused(description: "nothing listens; it said: \(output.suffix(2000))")
    }

    /// Lets it end, and waits until it has.
    /// - Parameter seconds: how long.
    /// - Returns: all that it wrote.
    func end(within seconds: Int) async throws -> String {
        try input.fileHandleForWriting.close()
        for _ in 0..<(10 * seconds) where process.isRunning { try await Task.sleep(for: .milliseconds(100)) }
        return output
    }

    /// Ends it at once, if it runs, and takes its file away.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: log)
    }
}
