/// SVG text, element by element.
struct SVG {
    private(set) var text = ""

    /// Adds `<name attributes/>`, or with content `<name attributes>content</name>`.
    mutating func add(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String? = nil) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(value)\"" }
        text += content.map { ">\($0)</\(name)>\n" } ?? "/>\n"
    }

    /// Adds a line of text, escaped.
    mutating func add(label: String, x: Double, y: Double, style: String, anchor: String = "start") {
        let attributes: KeyValuePairs = [
            "x": Self.number(x), "y": Self.number(y), "class": style, "text-anchor": anchor,
        ]
        add("text", attributes, Self.escaped(label))
    }

    /// A number with two decimals at most.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        if hundredths % 100 == 0 { return "\(hundredths / 100)" }
        let fraction = abs(hundredths % 100)
        let digits = fraction < 10 ? "0\(fraction)" : "\(fraction)"
        return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(digits)"
    }

    /// A number with one decimal.
    static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
