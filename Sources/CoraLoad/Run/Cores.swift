import Foundation

/// Which cores a server and its test run on, where they are to take nothing from each other.
package enum Cores {
    /// The server's: the first.
    static let server = "0"

    /// There is one core, or taskset(1) could not be run.
    package struct NotPinned: Error, CustomStringConvertible {
        package var description: String { "--pin needs two cores or more, and taskset(1)" }
    }

    /// Keeps this process, with all the threads it has, on the other cores. Blocks for some milliseconds.
    /// - Throws: ``NotPinned``.
    package static func leaveTheServersOwn() throws(NotPinned) {
        let count = ProcessInfo.processInfo.processorCount
        guard count > 1 else { throw NotPinned() }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "taskset", "-a", "-c", "-p", count > 2 ? "1-\(count - 1)" : "1",
            "\(ProcessInfo.processInfo.processIdentifier)",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw NotPinned() }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotPinned() }
    }
}
