import BenchProbes
import Foundation

extension ServerProcess {
    /// What the kernel keeps for the process at a moment, from /proc (proc(5)).
    struct Holdings: Sendable {
        /// Open files, sockets among them.
        var files: Int
        /// Of these, sockets.
        var sockets: Int
        var threads: Int
        /// Resident memory.
        var kilobytes: Int
    }

    /// - Throws: `Carrier.Refused` when the process is gone.
    func holdings() throws -> Holdings {
        let folder = "/proc/\(identifier)/fd"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Carrier.Refused(description: "the server is gone")
        }
        let sockets = names.count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"))?
                .hasPrefix("socket:") ?? false
        }
        return Holdings(
            files: names.count, sockets: sockets, threads: try threads().count, kilobytes: try residentKilobytes())
    }

    /// How often its threads have gone to sleep so far. At rest each time is a timer's: the difference of two moments says
    /// how many timers tick.
    /// - Throws: `Carrier.Refused` when the process is gone.
    func sleeps() throws -> Int {
        try threads().reduce(0) { sum, thread in
            let status = try? String(contentsOfFile: "/proc/\(identifier)/task/\(thread)/status", encoding: .utf8)
            let line = status?.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
            return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
        }
    }

    private func threads() throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/task") else {
            throw Carrier.Refused(description: "the server is gone")
        }
        return names
    }
}
