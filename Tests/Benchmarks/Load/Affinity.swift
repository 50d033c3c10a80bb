import Foundation

/// The cores that this process runs on, by taskset(1): all of its threads, and those that they start.
enum Affinity {
    /// There is no such tool, or it failed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs `body` on one core, and then again on all that there were.
    static func with<Output>(core: Int, _ body: () async throws -> Output) async throws -> Output {
        let before = try taskset(["-cp", "\(getpid())"])
        guard let cores = before.split(separator: " ").last.map(String.init) else {
            throw Failure(description: "taskset said: \(before)")
        }
        try taskset(["-acp", "\(core)", "\(getpid())"])
        let result: Result<Output, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try taskset(["-acp", cores, "\(getpid())"])
        return try result.get()
    }

    @discardableResult
    private static func taskset(_ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "taskset ended with an error") }
        return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
