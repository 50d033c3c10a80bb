import CoraCall
import CoraPostgres
import CoraTenant
import Foundation

/// The format of a setting: how its text becomes a value, how the value is written again, and what is wanted, in words.
///
/// The words follow "wanted": `a whole number from 1 to 65535`.
struct SettingFormat<Value: Sendable>: Sendable {
    /// What is wanted, in words.
    let wanted: String
    /// Reads the value of a text; nil if it is not what is wanted.
    let read: @Sendable (String) -> Value?
    /// Writes the text of a value.
    let write: @Sendable (Value) -> String

    /// This format with values of another type.
    func map<Other: Sendable>(
        _ into: @escaping @Sendable (Value) -> Other?, _ back: @escaping @Sendable (Other) -> Value
    ) -> SettingFormat<Other> {
        SettingFormat<Other>(
            wanted: wanted, read: { [read] in read($0).flatMap(into) }, write: { [write] in write(back($0)) })
    }

    /// This format with other words for what is wanted.
    func wanting(_ words: String) -> SettingFormat {
        SettingFormat(wanted: words, read: read, write: write)
    }
}

extension SettingFormat where Value == String {
    /// Any text without control characters.
    static func text(_ wanted: String) -> SettingFormat {
        SettingFormat(
            wanted: wanted, read: { text in text.unicodeScalars.allSatisfy { $0.value >= 0x20 } ? text : nil },
            write: { $0 })
    }

    /// Printable ASCII without blanks.
    static func word(_ wanted: String) -> SettingFormat {
        SettingFormat(
            wanted: wanted, read: { text in text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? text : nil },
            write: { $0 })
    }

    /// A file that can be read now.
    static func readableFile(_ wanted: String) -> SettingFormat {
        SettingFormat(
            wanted: wanted, read: { FileManager.default.isReadableFile(atPath: $0) ? $0 : nil }, write: { $0 })
    }

    /// A telephone number: `+` and 7 to 15 digits (ITU-T E.164 §6). A leading zero is accepted, though no country code
    /// has one: numbers like that are in use as samples.
    static var phoneNumber: SettingFormat {
        SettingFormat(
            wanted: "an E.164 number: + and 7 to 15 digits, like +14155550100",
            read: { E164.isNumber($0) ? $0 : nil }, write: { $0 })
    }

    /// A zone of the IANA time zone database.
    static var timeZone: SettingFormat {
        SettingFormat(
            wanted: "an IANA time zone like America/Chicago",
            read: { text in TimeZone(identifier: text) == nil ? nil : text }, write: { $0 })
    }

    /// An Account SID: `AC` and 32 hexadecimal digits.
    static var accountSID: SettingFormat {
        SettingFormat(
            wanted: "an Account SID: AC and 32 hexadecimal digits",
            read: { text in
                let digits = text.dropFirst(2)
                return text.hasPrefix("AC") && digits.utf8.count == 32 && digits.allSatisfy(\.isHexDigit) ? text : nil
            }, write: { $0 })
    }

    /// A language: ISO 639-1, or 639-3 if the language has no shorter code.
    static var language: SettingFormat {
        SettingFormat(
            wanted: "an ISO 639-1 language code like en or es",
            read: { text in
                (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) } ? text : nil
            }, write: { $0 })
    }
}

extension SettingFormat where Value == String? {
    /// A model's name, or `none`.
    static let modelOrNone = SettingFormat<String>.word("a model's name, without blanks, or none")
        .map({ .some($0 == "none" ? nil : $0) }, { $0 ?? "none" })
}

extension SettingFormat where Value == Secret {
    /// Printable ASCII without blanks, of at least so many characters.
    static func secret(_ wanted: String, atLeast count: Int = 1) -> SettingFormat {
        SettingFormat<String>.word(wanted).map({ $0.utf8.count >= count ? Secret($0) : nil }, { $0.redacted })
    }
}

extension SettingFormat where Value == Secret {
    /// A libpq connection string, of either form; it may hold a password.
    static let database = SettingFormat(
        wanted: "a PostgreSQL connection string, postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require",
        read: { (try? PostgresConninfo($0)) == nil ? nil : Secret($0) }, write: { $0.redacted })
}

extension SettingFormat where Value == WebAddress {
    /// A URL of one of these schemes.
    static func address(_ wanted: String, schemes: [String], query: Bool = false) -> SettingFormat {
        SettingFormat(
            wanted: wanted,
            read: { text in
                guard let address = WebAddress(text), schemes.contains(address.scheme) else { return nil }
                return query || address.query == nil ? address : nil
            }, write: { $0.text })
    }
}

extension SettingFormat where Value == TrustedProxies {
    /// A list of addresses and networks of proxies.
    static let proxies = SettingFormat(
        wanted: "addresses or networks of proxies, separated by commas, like 10.0.0.0/8, 127.0.0.1",
        read: { TrustedProxies($0) }, write: { $0.text })
}

extension SettingFormat where Value == Int {
    /// A whole number within a range.
    static func wholeNumber(_ range: ClosedRange<Int>, of unit: String = "") -> SettingFormat {
        let counted = unit.isEmpty ? "a whole number" : "a whole number of \(unit)"
        return SettingFormat(
            wanted: "\(counted) from \(range.lowerBound) to \(range.upperBound)",
            read: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }, write: { String($0) })
    }
}

extension SettingFormat where Value == Double {
    /// A number within a range.
    static func number(_ range: ClosedRange<Double>) -> SettingFormat {
        SettingFormat(
            wanted: "a number from \(range.lowerBound) to \(range.upperBound)",
            read: { text in Double(text).flatMap { range.contains($0) ? $0 : nil } }, write: { String($0) })
    }
}

extension SettingFormat where Value == Bool {
    /// True or false, in the words in use.
    static var flag: SettingFormat {
        SettingFormat(
            wanted: "true or false",
            read: { text in
                switch text.lowercased() {
                case "true", "yes", "on", "1": true
                case "false", "no", "off", "0": false
                default: nil
                }
            }, write: { String($0) })
    }
}

extension SettingFormat where Value == CallDuration {
    /// A whole number of milliseconds.
    static func milliseconds(_ range: ClosedRange<Int>) -> SettingFormat {
        SettingFormat<Int>.wholeNumber(range, of: "milliseconds").map({ .milliseconds($0) }, { $0.milliseconds })
    }

    /// A whole number of seconds.
    static func seconds(_ range: ClosedRange<Int>) -> SettingFormat {
        SettingFormat<Int>.wholeNumber(range, of: "seconds").map({ .seconds($0) }, { $0.milliseconds / 1000 })
    }

    /// A whole number of minutes.
    static func minutes(_ range: ClosedRange<Int>) -> SettingFormat {
        SettingFormat<Int>.wholeNumber(range, of: "minutes").map({ .seconds($0 * 60) }, { $0.milliseconds / 60_000 })
    }
}

extension SettingFormat where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the words of the type.
    static var choice: SettingFormat {
        let words = Value.allCases.map(\.rawValue)
        let wanted = words.count > 1 ? words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1] : ""
        return SettingFormat(wanted: wanted, read: { Value(rawValue: $0) }, write: { $0.rawValue })
    }
}
