import CoraWire

/// JSON as a person reads it: on one line if it fits, else one line a member.
enum JSONOutline {
    /// The lines of a JSON text; of text that is not JSON, the text itself.
    static func lines(_ text: String, width: Int) -> [String] {
        guard let json = try? JSON.parse(text) else { return TerminalText.wrap(TerminalText.clean(text), width) }
        return lines(json, width: width)
    }

    static func lines(_ json: JSON, width: Int) -> [String] {
        let single = bare(json)
        if TerminalText.width(single) <= width || width < 24 { return TerminalText.wrap(single, width) }
        switch json {
        case .object(let members):
            return sorted(members).flatMap { member($0.key, $0.value, width) }
        case .array(let elements):
            // A list of listings reads better as a few full lines each than as a line a fact.
            return elements.flatMap { element in
                indented(TerminalText.wrap(bare(element), width - 2), first: "• ", rest: "  ")
            }
        case .null, .bool, .int, .double, .string: return TerminalText.wrap(single, width)
        }
    }

    private static func member(_ key: String, _ value: JSON, _ width: Int) -> [String] {
        let key = TerminalText.fit(TerminalText.clean(key), width - 8)
        let single = "\(key): \(line(value))"
        if TerminalText.width(single) <= width { return [single] }
        switch value {
        case .object, .array:
            return ["\(key):"] + indented(lines(value, width: width - 2), first: "  ", rest: "  ")
        case .null, .bool, .int, .double, .string:
            return indented(TerminalText.wrap(single, width - 2), first: "", rest: "  ")
        }
    }

    private static func indented(_ lines: [String], first: String, rest: String) -> [String] {
        lines.enumerated().map { ($0 == 0 ? first : rest) + $1 }
    }

    /// The whole value on one line, texts between quotation marks.
    static func line(_ json: JSON) -> String {
        switch json {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): "“\(TerminalText.clean(text))”"
        case .array(let elements): "[" + elements.map(line).joined(separator: ", ") + "]"
        case .object(let members): "{" + self.members(members) + "}"
        }
    }

    /// The members on one line, without braces.
    static func members(_ members: [String: JSON]) -> String {
        sorted(members).map { "\(TerminalText.clean($0.key)): \(line($0.value))" }.joined(separator: ", ")
    }

    /// The value on one line, an object without its braces.
    private static func bare(_ json: JSON) -> String {
        if case .object(let members) = json, !members.isEmpty { self.members(members) } else { line(json) }
    }

    /// The members by name, `id` before all others.
    private static func sorted(_ members: [String: JSON]) -> [(key: String, value: JSON)] {
        members.sorted { ($0.key != "id" ? 1 : 0, $0.key) < ($1.key != "id" ? 1 : 0, $1.key) }
    }
}
