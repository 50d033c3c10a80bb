import Foundation

/// Runs sox, the independent implementation that the tests compare with. A missing tool is an error, so that the test
/// fails rather than passing unseen.
enum AudioTool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs `sox` on a file with the contents `input`, and returns what it wrote.
    ///
    /// - Parameters:
    ///   - inputFormat: arguments that describe the input, such as `-t wav`.
    ///   - outputFormat: arguments that describe the output.
    static func sox(_ input: [UInt8], _ inputFormat: String, to outputFormat: String) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            let source = directory.appending(path: "in")
            let result = directory.appending(path: "out")
            try Data(input).write(to: source)
            // -D: no dither, -V1: only errors; both would differ from run to run or hide them.
            try run(
                "sox", words("-D -V1") + words(inputFormat) + [source.path] + words(outputFormat) + [result.path])
            return try [UInt8](Data(contentsOf: result))
        }
    }

    /// Runs `sox` with its output going to a pipe, where it cannot go back to fill in the lengths of the header.
    static func soxToPipe(_ input: [UInt8], _ inputFormat: String, to outputFormat: String) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            let source = directory.appending(path: "in")
            try Data(input).write(to: source)
            return try run("sox", words("-D -V1") + words(inputFormat) + [source.path] + words(outputFormat) + ["-"])
        }
    }

    /// What `soxi` prints for a WAV file with one of its options.
    static func soxi(_ option: String, _ wav: [UInt8]) throws -> String {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "file.wav")
            try Data(wav).write(to: file)
            let output = try run("soxi", [option, file.path])
            return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    @discardableResult
    private static func run(_ tool: String, _ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = try find(tool)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(tool) \(arguments) failed with status \(process.terminationStatus)")
        }
        return bytes
    }

    private static func find(_ tool: String) throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        let candidates = path.split(separator: ":").map { URL(filePath: String($0)).appending(path: tool) }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw Failure(description: "\(tool) is not installed; this test needs it: apt-get install sox")
        }
        return found
    }

    private static func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "cora-audio-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory)
    }

    private static func words(_ arguments: String) -> [String] {
        arguments.split(separator: " ").map(String.init)
    }
}
