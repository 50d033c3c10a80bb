import Foundation
import NIOPosix

/// Asks the system about its clock.
enum TimeService {
    /// Whether the clock follows a time server; nil if the system does not say.
    static func said() async -> Bool? {
        // The wait for a process is on a thread that may block; `timeout` ends a process that hangs on the system's
        // bus.
        let answer = try? await NIOThreadPool.singleton.runIfActive { () -> String? in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["timeout", "3", "timedatectl", "show", "--property=NTPSynchronized", "--value"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = try output.fileHandleForReading.readToEnd()
            process.waitUntilExit()
            return data.map { String(decoding: $0, as: UTF8.self) }
        }
        switch answer?.trimmingCharacters(in: .whitespacesAndNewlines) {
        case "yes": return true
        case "no": return false
        default: return nil
        }
    }
}
