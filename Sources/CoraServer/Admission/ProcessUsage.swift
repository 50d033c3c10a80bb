import Foundation

/// How much of the machine this process uses.
enum ProcessUsage {
    /// The memory in use (resident set), in bytes; zero if the system does not say.
    static var memoryBytes: Int64 {
        // The kernel makes the file as it is read: this does not wait for a disk (proc(5), /proc/pid/statm).
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int64(fields[1]) else { return 0 }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Processor time used, user's and system's, in milliseconds.
    static var cpuMilliseconds: Int64 {
        var usage = rusage()
        guard getrusage(numericCast(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Int64($1.tv_sec) * 1000 + Int64($1.tv_usec) / 1000
        }
    }

    /// The memory that this process may use, in bytes: the least that its control group or the machine allows. It reads
    /// files: only for start-up.
    static var memoryLimit: Int64 {
        let read = { (path: String) in try? String(contentsOfFile: path, encoding: .utf8) }
        let own = read("/proc/self/cgroup").map(groupPath) ?? ""
        let files = [
            "/sys/fs/cgroup\(own)/memory.max", "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        ]
        let machine = Int64(clamping: ProcessInfo.processInfo.physicalMemory)
        return files.compactMap { read($0).flatMap(groupLimit) }.reduce(machine, min)
    }

    /// The path of this process' control group below the root (cgroups(7), version 2: `0::/path`).
    static func groupPath(in text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("0::/") }
        return line.map { $0 == "0::/" ? "" : String($0.dropFirst(3)) } ?? ""
    }

    /// The limit in a control group's file; nil for none.
    static func groupLimit(in text: String) -> Int64? {
        Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)).flatMap { $0 > 0 ? $0 : nil }
    }
}
