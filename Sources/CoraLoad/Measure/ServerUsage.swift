import Foundation

/// What a process has used, from the kernel's files of it (proc(5)). A value.
package struct ServerUsage: Sendable, Equatable {
    /// Processor time of all its threads since it began, in milliseconds.
    package var cpuMilliseconds: Double
    /// Resident memory in kB.
    package var memory: Int

    package init(cpuMilliseconds: Double, memory: Int) {
        self.cpuMilliseconds = cpuMilliseconds
        self.memory = memory
    }

    /// Reads `/proc/PID/stat` and `/proc/PID/status`, as their texts.
    /// - Parameter ticks: how many of the kernel's ticks are a second.
    /// - Returns: nil where the texts are not of a process.
    package init?(stat: String, status: String, ticks: Double) {
        // The program's name may hold blanks and parentheses; it ends with the last one.
        guard let end = stat.lastIndex(of: ")"), ticks > 0 else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let memory = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        self.init(cpuMilliseconds: (user + system) * 1000 / ticks, memory: memory)
    }

    /// What a process has used so far; nil if it is gone, or of another user. Reads two small files of the kernel's.
    package static func read(of process: Int32) -> ServerUsage? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        else { return nil }
        return ServerUsage(stat: stat, status: status, ticks: Double(sysconf(Int32(_SC_CLK_TCK))))
    }
}

/// The machine that a run is made on, in a line.
package enum Machine {
    /// Processor, cores, memory, kernel. Reads small files of the kernel's.
    package static var name: String {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last }.map { $0.trimmingCharacters(in: .whitespaces) }
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        let process = ProcessInfo.processInfo
        let memory = Double(process.physicalMemory) / 1_073_741_824
        return [
            model ?? "unknown processor", "\(process.activeProcessorCount) cores", "\(Int(memory.rounded())) GB",
            "Linux \(kernel.trimmingCharacters(in: .whitespacesAndNewlines))",
        ].joined(separator: ", ")
    }
}
