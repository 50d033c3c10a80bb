import CoraSupervisor
import Foundation

/// What this process is called, what was built, and when it started.
struct InstanceName: Sendable {
    let name: String
    let build: String
    let startedAt: Int64

    /// - Parameters:
    ///   - name: the instance's name; nil for the host's.
    ///   - build: what was built; nil for what the executable says of itself.
    init(name: String? = nil, build: String? = nil) {
        self.name = name ?? ProcessInfo.processInfo.hostName
        self.build = build ?? Self.executable()
        startedAt = FleetReader.wall()
    }

    func stats(at wall: Int64) -> FleetStats.Instance {
        FleetStats.Instance(name: name, build: build, startedAt: startedAt, uptimeMs: wall - startedAt)
    }

    /// The kind of build, and when its executable was made.
    private static func executable() -> String {
        #if DEBUG
            let kind = "debug"
        #else
            let kind = "release"
        #endif
        let path = "/proc/self/exe"
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? path
        let date = (try? FileManager.default.attributesOfItem(atPath: target))?[.modificationDate] as? Date
        return date.map { "\(kind) \($0.formatted(.iso8601))" } ?? kind
    }
}
