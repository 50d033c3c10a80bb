package import CoraSupervisor
import Foundation

/// The file descriptors of this process (getrlimit(2), RLIMIT_NOFILE).
package enum OpenFiles {
    /// How many file descriptors the process may have now: its soft limit.
    package static var limit: Int { limits.map { Int(clamping: $0.rlim_cur) } ?? 1024 }

    /// How many a process may allow itself: the hard limit.
    package static var mostAllowed: Int { limits.map { Int(clamping: $0.rlim_max) } ?? 1024 }

    /// Raises the soft limit to the hard one: the soft one is 1024 on most systems, for programs that use select(2),
    /// and this one does not.
    /// - Returns: the limit in force now.
    @discardableResult
    package static func raiseLimit() -> Int {
        guard var wanted = limits else { return limit }
        wanted.rlim_cur = wanted.rlim_max
        setrlimit(kind, &wanted)
        return limit
    }

    /// The files that are open, and how many may be.
    package static var stats: FleetStats.Files { FleetStats.Files(open: open, limit: limit) }

    /// How many are open; nil if the kernel does not say. It is the size of a directory that the kernel makes up
    /// (Linux 6.2 and later), so this does not wait for a disk.
    static var open: Int? {
        var status = stat()
        guard stat("/proc/self/fd", &status) == 0, status.st_size > 0 else { return nil }
        return Int(status.st_size)
    }

    private static var limits: rlimit? {
        var limits = rlimit()
        return getrlimit(kind, &limits) == 0 ? limits : nil
    }

    private static var kind: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
