import CoraCall
import CoraSettings
import CoraSupervisor
import CoraTelemetry
import CoraTenant
import Foundation

/// The name of this process, its build, and when it started.
struct InstanceName: Sendable {
    let name: String
    let build: String
    let startedAt: WallTime

    /// - Parameters:
    ///   - name: the instance's name; nil for the host's.
    ///   - build: the build's version; nil for what the executable file tells.
    ///   - startedAt: when the process started.
    init(name: String? = nil, build: String? = nil, startedAt: WallTime) {
        self.name = name ?? ProcessInfo.processInfo.hostName
        self.build = build ?? Self.executable()
        self.startedAt = startedAt
    }

    /// These as the stats have them.
    func stats(at now: WallTime) -> FleetStats.Instance {
        FleetStats.Instance(
            name: name, build: build, startedAt: startedAt.milliseconds,
            uptimeMs: now.milliseconds - startedAt.milliseconds)
    }

    /// The kind of build, and when the executable file was made.
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

extension SpanExporter.Settings {
    /// The settings of the exporter of spans; nil if no collector is set.
    init?(_ settings: Settings.Observation, of instance: InstanceName) {
        guard let collector = settings.collector?.text else { return nil }
        self.init(
            endpoint: collector.hasSuffix("/") ? String(collector.dropLast()) : collector,
            headers: Self.headers(settings.collectorHeaders?.revealed ?? ""),
            resource: [
                ("service.name", settings.serviceName), ("service.instance.id", instance.name),
                ("service.version", instance.build),
            ])
    }
}
