import CoraCall
import Foundation

/// The format of a tenant's setting: how its text becomes a value, how the value is written again, and what is wanted,
/// in words that follow "wanted".
struct TenantFormat<Value: Sendable>: Sendable {
    /// What is wanted, in words.
    let wanted: String
    /// Reads the value of a text; nil if it is not what is wanted.
    let read: @Sendable (String) -> Value?
    /// Writes the text of a value.
    let write: @Sendable (Value) -> String
}

extension TenantFormat where Value == String {
    /// A text that is not empty and passes the check.
    static func text(_ wanted: String, _ isWanted: @escaping @Sendable (String) -> Bool) -> TenantFormat {
        TenantFormat(wanted: wanted, read: { !$0.isEmpty && isWanted($0) ? $0 : nil }, write: { $0 })
    }

    /// A name on one line.
    static let name = text("a name, as spoken") { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } }

    /// Printable ASCII without blanks.
    static func word(_ wanted: String) -> TenantFormat {
        text("\(wanted), without blanks") { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
    }

    /// A text, of one or more lines, whose only placeholders are these two.
    static let template = template(
        wanted: "a text with no placeholder but ${agentDisplayName} and ${brandName}",
        ["agentDisplayName", "brandName"])

    /// A text that may also have placeholders for facts of the call.
    static let instructions = template(
        wanted: "a text with no placeholder but ${agentDisplayName}, ${brandName}, "
            + AgentPrompt.placeholders.map { "${\($0)}" }.joined(separator: ", "),
        ["agentDisplayName", "brandName"] + AgentPrompt.placeholders)

    private static func template(wanted: String, _ names: [String]) -> TenantFormat {
        TenantFormat(
            wanted: wanted,
            read: { text in
                let isKnown = text.ranges(of: "${").allSatisfy { open in
                    let rest = text[open.upperBound...]
                    return !rest.contains("}") || names.contains { rest.hasPrefix($0 + "}") }
                }
                return isKnown ? text : nil
            }, write: { $0 })
    }

    /// A language: ISO 639-1, or 639-3 if the language has no shorter code.
    static let language = text("an ISO 639-1 language code like en or es") { text in
        (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }

    /// A telephone number: `+` and 7 to 15 digits (ITU-T E.164 §6). A leading zero is accepted: numbers like that are
    /// in use as samples.
    static let phoneNumber = text("an E.164 number: + and 7 to 15 digits, like +14155550100") { text in
        let digits = text.utf8.dropFirst()
        return text.hasPrefix("+") && (7...15).contains(digits.count)
            && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A zone of the IANA time zone database.
    static let timeZone = text("an IANA time zone like America/Los_Angeles") { TimeZone(identifier: $0) != nil }
}

extension TenantFormat where Value == Bool {
    /// True or false, in the words in use.
    static let flag = TenantFormat(
        wanted: "true or false",
        read: { text in
            switch text.lowercased() {
            case "true", "yes", "on", "1": true
            case "false", "no", "off", "0": false
            default: nil
            }
        }, write: { String($0) })
}

extension TenantFormat where Value == AudioEncoding {
    /// The encoding of audio on the model's socket.
    static let encoding = TenantFormat(
        wanted: AudioEncoding.allCases.map(\.rawValue).joined(separator: " or "),
        read: AudioEncoding.init(rawValue:), write: \.rawValue)
}

extension TenantFormat where Value == WhenRefused {
    /// What happens to callers who are refused.
    static let whenRefused = TenantFormat(
        wanted: WhenRefused.allCases.map(\.rawValue).joined(separator: " or "),
        read: WhenRefused.init(rawValue:), write: \.rawValue)
}

extension TenantFormat where Value == Dollars {
    /// What a day may cost, in US dollars.
    static let dollars = TenantFormat(
        wanted: "an amount in US dollars, like 25 or 25.50", read: { Dollars($0) }, write: \.text)
}

extension TenantFormat where Value == Double {
    /// A number within a range.
    static func number(_ range: ClosedRange<Double>) -> TenantFormat {
        TenantFormat(
            wanted: "a number from \(range.lowerBound) to \(range.upperBound)",
            read: { text in Double(text).flatMap { range.contains($0) ? $0 : nil } }, write: { String($0) })
    }
}

extension TenantFormat where Value == Int {
    /// A whole number within a range.
    static func count(_ range: ClosedRange<Int>, of unit: String) -> TenantFormat {
        TenantFormat(
            wanted: "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)",
            read: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }, write: { String($0) })
    }
}

extension TenantFormat where Value == CallDuration {
    /// A whole number of units that are so many milliseconds long.
    static func span(_ range: ClosedRange<Int>, of unit: String, milliseconds: Int) -> TenantFormat {
        let count = TenantFormat<Int>.count(range, of: unit)
        return TenantFormat(
            wanted: count.wanted, read: { text in count.read(text).map { .milliseconds($0 * milliseconds) } },
            write: { String($0.milliseconds / milliseconds) })
    }
}

extension TenantFormat where Value == [String] {
    /// Words of a format, separated by commas, none twice.
    static func list(of format: TenantFormat<String>, _ wanted: String) -> TenantFormat {
        TenantFormat(
            wanted: wanted,
            read: { text in
                let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                let words = parts.compactMap(format.read)
                return words.count == parts.count && Set(words).count == words.count ? words : nil
            }, write: { $0.joined(separator: ", ") })
    }
}

extension TenantFormat where Value == [HumanQueue: String] {
    /// The number that each queue of `transfer_to_human` leads to.
    static let queues = TenantFormat(
        wanted: #"a JSON object of E.164 numbers by queue, like {"after_hours": "+14155550100"}; queues are "#
            + HumanQueue.allCases.map(\.rawValue).joined(separator: ", "),
        read: { text in
            let names = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            guard let value = names.flatMap(Tenant.queues) else { return nil }
            return value.values.allSatisfy { TenantFormat<String>.phoneNumber.read($0) != nil } ? value : nil
        }, write: { value in JSONWriting.text(value.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }) })
}

extension TenantFormat where Value == BusinessHours {
    /// Business hours.
    static let hours = TenantFormat(
        wanted: #"a JSON object of hours by day, mon to sun, like {"mon": [["09:00", "17:00"]]}"#,
        read: { text in
            let byDay = try? JSONDecoder().decode([String: [[String]]].self, from: Data(text.utf8))
            return byDay.flatMap(BusinessHours.init(byDay:))
        }, write: { JSONWriting.text($0.byDay) })
}

private enum JSONWriting {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
