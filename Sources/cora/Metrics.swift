import ArgumentParser
import CoraTelemetry

/// `cora metrics`: prints every metric of `GET /metrics`, with example values.
struct Metrics: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print every metric of /metrics, with its meaning and an example value, as Prometheus reads it.")

    func run() {
        Console.say(String(MetricsExample.exposition().dropLast()))
    }
}
