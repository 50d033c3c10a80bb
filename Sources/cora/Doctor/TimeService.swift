import Foundation
import NIOPosix

/// What the system says of its clock.
enum TimeService {
    /// Whether it follows a time server; nil if the system does not say.
    static func said() async -> Bool? {
        // A process is waited for on a thread that may wait; `timeout` ends one that the system's bus keeps.
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
