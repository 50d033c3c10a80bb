import CoraCall
import CoraRealtime
import CoraTenant
import CoraWire
import Foundation

extension SettingFormat where Value == String {
    /// A model's name.
    static let model = word("a model's name, without blanks")

    /// A text, of one or more lines, whose only placeholders are a tenant's two names.
    static let template = SettingFormat(
        wanted: "a text with no placeholder but ${agentDisplayName} and ${brandName}",
        read: { text in Placeholders.unknown(in: text) == nil ? text : nil }, write: { $0 })

    /// A sentence that is spoken: one line of at most ``Phrase/longest`` characters.
    static let sentence = SettingFormat(
        wanted: "a sentence of 1 to \(Phrase.longest) characters on one line, with no placeholder but "
            + "${agentDisplayName} and ${brandName}",
        read: { text in
            let isSpoken = text.contains { $0.isLetter || $0.isNumber } && text.count <= Phrase.longest
            let isOneLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            return isSpoken && isOneLine && Placeholders.unknown(in: text) == nil ? text : nil
        }, write: { $0 })

    /// The address of an API that speaks the Realtime protocol.
    static let modelAddress = SettingFormat(
        wanted: "an API address like https://api.openai.com/v1, without a user name, password or # part",
        read: { text in (try? RealtimeEndpoint(baseURL: text, model: "")) == nil ? nil : text }, write: { $0 })

    /// The format of instructions: a template that may also have placeholders for facts of the call.
    static let instructions = SettingFormat(
        wanted: "a text with no placeholder but \(Placeholders.inInstructions)",
        read: { text in Placeholders.unknown(in: text, allowing: AgentPrompt.placeholders) == nil ? text : nil },
        write: { $0 })
}

extension SettingFormat where Value == String {
    /// The origin of a page as browsers write it (RFC 6454 §6.2): scheme, host, and the port unless it is the usual one.
    static let origin = SettingFormat(
        wanted: "an origin like https://ray.example or http://localhost:8080, without a path",
        read: { text in
            let text = text.lowercased()
            guard let address = WebAddress(text), ["http", "https"].contains(address.scheme), address.path.isEmpty,
                address.query == nil, !text.hasSuffix("/"),
                address.port != (address.isEncrypted ? 443 : 80)
            else { return nil }
            return text
        }, write: { $0 })
}

extension SettingFormat where Value == [String] {
    /// Texts of a format, separated by commas, none empty, none twice.
    static func list(of format: SettingFormat<String>, _ wanted: String) -> SettingFormat {
        SettingFormat(
            wanted: wanted,
            read: { text in
                let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                let values = parts.compactMap { $0.isEmpty ? nil : format.read($0) }
                return values.count == parts.count && Set(values).count == values.count ? values : nil
            }, write: { $0.joined(separator: ", ") })
    }
}

extension SettingFormat where Value == [HumanQueue: String] {
    /// The number that each queue of `transfer_to_human` leads to.
    static let queues = SettingFormat(
        wanted: #"a JSON object of E.164 numbers by queue, like {"after_hours": "+14155550100"}; queues are "#
            + HumanQueue.allCases.map(\.rawValue).joined(separator: ", "),
        read: { text in
            let numbers = (try? JSON.parse(text))?.textsByName.flatMap(Tenant.queues)
            return numbers?.values.allSatisfy(E164.isNumber) == true ? numbers : nil
        }, write: { JSON($0).text })
}

extension SettingFormat where Value == BusinessHours {
    /// Business hours.
    static let hours = SettingFormat(
        wanted: #"a JSON object of hours by day, mon to sun, like {"mon": [["09:00", "17:00"]]}"#,
        read: { text in (try? JSON.parse(text))?.pairsByName.flatMap(BusinessHours.init(byDay:)) },
        write: { JSON($0).text })
}

// Queues and hours as JSON, in texts and in columns.
extension JSON {
    /// The texts of an object of texts; nil for any other value.
    var textsByName: [String: String]? {
        guard let members = object else { return nil }
        let texts = members.compactMapValues(\.string)
        return texts.count == members.count ? texts : nil
    }

    /// The lists of an object of lists of texts: hours by day; nil for any other value.
    var pairsByName: [String: [[String]]]? {
        guard let members = object else { return nil }
        let days = members.compactMapValues { day in day.array?.map(\.texts) }
        let pairs = days.compactMapValues { day in day.contains(nil) ? nil : day.compactMap(\.self) }
        return pairs.count == members.count ? pairs : nil
    }

    /// The elements of a list of texts; nil for any other value.
    var texts: [String]? {
        guard let elements = array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }

    /// The numbers of queues, by the queue's name.
    init(_ queues: [HumanQueue: String]) {
        self = .object(Dictionary(uniqueKeysWithValues: queues.map { ($0.key.rawValue, .string($0.value)) }))
    }

    /// Hours by day, without the days that are closed.
    init(_ hours: BusinessHours) {
        self = .object(hours.byDay.mapValues { pairs in .array(pairs.map { .array($0.map(JSON.string)) }) })
    }
}
