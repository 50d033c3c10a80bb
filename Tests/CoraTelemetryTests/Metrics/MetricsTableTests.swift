import CoraSupervisor
import Foundation
import Testing

@testable import CoraTelemetry

struct MetricsTableTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL.path

    static func file(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/Config/\(name)", encoding: .utf8)
    }

    @Test func `names end in their unit, counters in _total; every metric has a help`() {
        for metric in CoraMetric.all {
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.name.wholeMatch(of: /(cora|process)_[a-z_]+/) != nil)
            #expect(metric.help.hasSuffix("."), "\(metric.name)")
            #expect(metric.kind != .histogram || metric.name.hasSuffix("_seconds"))
        }
        #expect(Set(CoraMetric.all.map(\.name)).count == CoraMetric.all.count)
    }

    @Test func `the example has every metric of the table with its labels, and no other`() throws {
        let lines = MetricsExample.exposition().split(separator: "\n")
        let printed = lines.compactMap { $0.wholeMatch(of: /# TYPE (\S+) (\S+)/)?.output }
        #expect(printed.map { String($0.1) } == CoraMetric.all.map(\.name))
        #expect(printed.map { String($0.2) } == CoraMetric.all.map(\.kind.rawValue))
        for metric in CoraMetric.all {
            let sample = try #require(lines.first { !$0.hasPrefix("#") && $0.hasPrefix(metric.name) })
            for label in metric.labels { #expect(sample.contains("\(label)=\""), "\(metric.name)") }
        }
    }

    /// Names of metrics in a text, a histogram's parts as the histogram.
    private func metrics(in text: String) -> Set<String> {
        let histograms = Set(CoraMetric.all.filter { $0.kind == .histogram }.map(\.name))
        return Set(
            text.matches(of: /\b(cora|process)_[a-z_]+[a-z]/).map { match in
                let name = String(match.output.0)
                let parts = ["_bucket", "_sum", "_count"].filter { name.hasSuffix($0) }
                let whole = parts.first.map { String(name.dropLast($0.count)) } ?? name
                return histograms.contains(whole) ? whole : name
            })
    }

    @Test(arguments: ["prometheus/alerts.yml", "prometheus/alerts_test.yml", "grafana/cora.json"])
    func `alerts, their tests and dashboards name metrics of the table only`(file: String) throws {
        let named = metrics(in: try Self.file(file))
        #expect(named.subtracting(CoraMetric.all.map(\.name)) == [])
        #expect(named.count > 20)
    }

    @Test func `the dashboard shows every metric but those that only describe others`() throws {
        let missing = Set(CoraMetric.all.map(\.name)).subtracting(metrics(in: try Self.file("grafana/cora.json")))
        #expect(missing == [])
    }

    @Test func `the dashboard is JSON with rows, panels that have a query each, and no id twice`() throws {
        let data = Data(try Self.file("grafana/cora.json").utf8)
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
        let rows = panels.filter { $0["type"] as? String == "row" }.compactMap { $0["title"] as? String }
        #expect(
            rows == ["Health", "Calls", "Latency", "Web", "Model and tools", "Record", "Tenants and money", "Process"])
        for panel in panels where panel["type"] as? String != "row" {
            let targets = panel["targets"] as? [[String: Any]] ?? []
            #expect(targets.contains { $0["expr"] is String }, "\(panel["title"] ?? "")")
            #expect((panel["description"] as? String)?.isEmpty == false, "\(panel["title"] ?? "")")
        }
    }
}
