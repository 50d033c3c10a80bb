import CoraWire

/// Writes an answer in a text model's place: a value of the shape that was asked for, made of the words of the request.
struct StandInWriter: Sendable {
    private let lines: [Substring]

    /// - Parameter request: a request that has passed ``ResponseRequestSchema``.
    init(request: JSON) {
        let messages = request["input"]?.array ?? []
        let texts = messages.flatMap { message in
            message["content"]?.string.map { [$0] }
                ?? (message["content"]?.array ?? []).compactMap { $0["text"]?.string }
        }
        lines = (request["input"]?.string.map { [$0] } ?? texts).flatMap { $0.split(separator: "\n") }
    }

    /// The text of the answer.
    func answer(to request: JSON) -> String {
        guard let format = request["text"]?["format"], format["type"]?.string == "json_schema",
            let schema = format["schema"]
        else { return summary }
        return value(of: schema, named: "").text
    }

    /// A value of the schema's shape. Members with certain names hold something of the transcript.
    private func value(of schema: JSON, named name: String) -> JSON {
        if let choices = schema["enum"]?.array {
            return choices.contains(.string(outcome)) ? .string(outcome) : choices.first ?? .null
        }
        switch schema["type"]?.string ?? schema["type"]?[0]?.string {
        case "object":
            let members = schema["properties"]?.object ?? [:]
            return .object(Dictionary(uniqueKeysWithValues: members.map { ($0, value(of: $1, named: $0)) }))
        case "array":
            switch name {
            case "next_actions": return .array(saidByCaller.isEmpty ? [] : ["Follow up with the caller."])
            case "properties_mentioned": return .array(addresses.map(JSON.string))
            default: return []
            }
        case "integer", "number": return .int(saidByCaller.isEmpty ? 0 : min(20 + 15 * saidByCaller.count, 90))
        case "boolean": return false
        case "string": return .string(summary)
        default: return .null
        }
    }

    private var saidByCaller: [Substring] {
        lines.filter { $0.hasPrefix("Caller: ") }.map { $0.dropFirst("Caller: ".count) }
    }

    private var summary: String {
        guard let first = saidByCaller.first, let last = saidByCaller.last else { return "Nobody spoke." }
        let opening = "The caller spoke \(saidByCaller.count) times and began: \(first.prefix(200))"
        return saidByCaller.count > 1 ? "\(opening) Their last words: \(last.prefix(200))" : opening
    }

    private var outcome: String {
        let done = lines.filter { $0.hasPrefix("Tool ") && $0.contains(#""ok":true"#) }
        let outcomes = [
            ("book_showing", "showing_booked"), ("transfer_to_human", "transferred"),
            ("request_callback", "callback_requested"), ("qualify_lead", "lead_qualified"),
        ]
        let found = outcomes.first { tool, _ in done.contains { $0.hasPrefix("Tool \(tool) ") } }
        return found?.1 ?? (saidByCaller.isEmpty ? "no_conversation" : "information_given")
    }

    /// The values of `"address"` in the lines of tools, at most ten, each once.
    private var addresses: [String] {
        let mark = #""address":""#
        var found: [String] = []
        for line in lines where line.hasPrefix("Tool ") {
            var rest = line
            while let start = rest.firstRange(of: mark), found.count < 10 {
                let address = String(rest[start.upperBound...].prefix { $0 != "\"" })
                if !address.isEmpty, !found.contains(address) { found.append(address) }
                rest = rest[start.upperBound...]
            }
        }
        return found
    }
}
