import CoraSupervisor

/// Writes Prometheus' text exposition format, version 0.0.4.
package enum MetricText {
    /// The `Content-Type` that tells a scraper the format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The longest value of a label, in characters.
    private static let longestValue = 128

    /// The `HELP` and `TYPE` lines above a metric's samples.
    static func heading(_ metric: CoraMetric) -> String {
        let help = metric.help.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return "# HELP \(metric.name) \(help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    /// One sample's line.
    static func sample(_ name: String, _ labels: String, _ value: Double) -> String {
        "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(number(value))\n"
    }

    /// The lines of a histogram; a bucket counts all measurements up to its bound.
    static func histogram(_ name: String, _ labels: String, _ buckets: LatencyBuckets) -> String {
        var text = ""
        var total = 0
        for (index, count) in buckets.counts.enumerated() {
            total += count
            let bound = index < buckets.bounds.count ? number(buckets.bounds[index]) : "+Inf"
            let place = "le=\"\(bound)\""
            text += sample("\(name)_bucket", labels.isEmpty ? place : "\(labels),\(place)", Double(total))
        }
        return text + sample("\(name)_sum", labels, buckets.sum) + sample("\(name)_count", labels, Double(total))
    }

    /// Labels as they are printed, without braces, in the order of their names.
    static func labels(_ names: [String], _ values: [String]) -> String {
        zip(names, values).sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
    }

    /// A number as it is printed; whole numbers have no decimal point.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String(value)
    }

    /// The value of a label with the format's three escapes.
    private static func escaped(_ value: String) -> String {
        value.prefix(longestValue).reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n", "\r\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
