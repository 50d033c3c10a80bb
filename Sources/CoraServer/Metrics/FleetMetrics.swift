package import CoraCall
package import CoraSupervisor
import CoreMetrics
import Synchronization

/// What `GET /metrics` tells of the calls: events as calls measure them, and, when it is read, what `FleetStats` knows.
/// Written through swift-metrics. Any thread; hearing of an event takes a lock for the length of an addition.
package final class FleetMetrics: CallObserver {
    private let registry: PrometheusRegistry
    private let tenantLabels: TenantLabels
    private let reading: Mutex<FleetReading>

    private let firstAudio: Timer
    private let turn: Timer
    private let parts: [TurnTiming.Cause: Timer]
    private let causes: [TurnTiming.Cause: Counter]
    private let bargeIn: Timer
    private let bargeInOurs: Timer
    private let modelReady: Timer

    /// - Parameters:
    ///   - registry: where the metrics are kept.
    ///   - tenants: whether tenants are told apart.
    package init(registry: PrometheusRegistry, tenants: TenantLabels = TenantLabels()) {
        func timer(_ metric: CoraMetric, _ labels: (String, String)...) -> Timer {
            Timer(label: metric.name, dimensions: labels, factory: registry)
        }
        self.registry = registry
        tenantLabels = tenants
        reading = Mutex(FleetReading(tenants: tenants))
        firstAudio = timer(.firstAudio)
        turn = timer(.turn)
        bargeIn = timer(.bargeIn)
        bargeInOurs = timer(.bargeInOurs)
        modelReady = timer(.modelReady)
        let all = TurnTiming.Cause.allCases
        parts = Dictionary(uniqueKeysWithValues: all.map { ($0, timer(.turnPart, ("part", $0.rawValue))) })
        causes = Dictionary(
            uniqueKeysWithValues: all.map {
                let labels = [("cause", $0.rawValue)]
                return ($0, Counter(label: CoraMetric.turnCause.name, dimensions: labels, factory: registry))
            })
    }

    // MARK: Events

    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        switch observation {
        case .firstAudio(let span): firstAudio.record(span)
        case .turn(let timing): record(timing)
        case .bargeIn(let span, let ours):
            bargeIn.record(span)
            bargeInOurs.record(ours)
        case .modelReady(let span): modelReady.record(span)
        case .tool(let name, let succeeded, let span): record(tool: name, succeeded, span)
        // Counted where `FleetStats` counts them.
        case .modelDialling, .modelFailed, .modelClosed, .allowance: break
        }
    }

    private func record(_ timing: TurnTiming) {
        guard let latency = timing.latency else { return }
        turn.record(latency)
        let spans: [(TurnTiming.Cause, CallDuration?)] = [
            (.endpointing, timing.endpointing), (.model, timing.model), (.tool, timing.tools), (.us, timing.ours),
            (.line, timing.line),
        ]
        for case (let part, let span?) in spans { parts[part]?.record(span) }
        if let cause = timing.cause { causes[cause]?.increment() }
    }

    private func record(tool name: String, _ succeeded: Bool, _ span: CallDuration) {
        let name = String(name.prefix(64))
        Counter(
            label: CoraMetric.toolRuns.name, dimensions: [("tool", name), ("outcome", succeeded ? "ok" : "failed")],
            factory: registry
        ).increment()
        Timer(label: CoraMetric.toolTook.name, dimensions: [("tool", name)], factory: registry).record(span)
    }

    // MARK: Reading

    /// Takes over what `stats` says: what is the case now, and counts, which never go backwards.
    package func collect(_ stats: FleetStats) {
        reading.withLock { $0.take(stats, into: registry) }
    }

    /// Takes over what `stats` says and prints everything, as a scraper reads it.
    package func scrape(_ stats: FleetStats) -> String {
        reading.withLock { reading in
            reading.take(stats, into: registry)
            return registry.exposition()
        }
    }
}

extension Timer {
    fileprivate func record(_ span: CallDuration) {
        recordNanoseconds(max(span.nanoseconds, 0))
    }
}
