/// Prometheus' text exposition format, version 0.0.4.
enum MetricText {
    /// What a scraper is told the text is.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The two lines above a metric's samples.
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

    /// Labels as they are printed, in the order of their names.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { (label($0.0), value($0.1)) }.sorted { $0.0 < $1.0 }
            .map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
    }

    /// A number: whole ones without a point.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String(value)
    }

    /// A metric's name: what is not allowed in one becomes an underscore.
    static func name(_ text: String) -> String { allowed(text, more: ":") }

    /// A label's name; `le` is a histogram's own.
    private static func label(_ text: String) -> String {
        let name = allowed(text, more: "_")
        return name == "le" ? "le_" : name
    }

    private static func allowed(_ text: String, more: Character) -> String {
        let name = String(
            text.map { character in
                let isAllowed = character.isASCII && (character.isLetter || character.isNumber) || character == more
                return isAllowed || character == "_" ? character : "_"
            })
        return name.first?.isNumber ?? true ? "_" + name : name
    }

    /// A label's value, at most so long; the format has three escapes.
    private static func value(_ text: String) -> String {
        text.prefix(128).reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n", "\r\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
