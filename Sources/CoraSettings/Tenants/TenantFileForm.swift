import CoraCall
import CoraTenant

/// How the tenants file writes a setting.
enum TenantFileForm: Sendable {
    /// The file does not have it.
    case absent
    /// As one text: that of the command line.
    case text
    /// As a list of texts.
    case list(TenantFileList)
    /// As keys of its own below the setting's.
    case parts(TenantFileParts)
}

/// A setting that the tenants file writes as a list of texts.
struct TenantFileList: Sendable {
    /// The format of one text; the empty text is not wanted.
    let element: SettingFormat<String>
    /// What is wanted of the list, in words.
    let wanted: String
    /// The word that stands for no list; nil if there has to be one. Only then may one text stand for a list of it.
    let all: String?
    /// Whether only tenants have it, not the defaults.
    let isOfTenants: Bool
    /// Sets the texts; nil for no list.
    let put: @Sendable ([String]?, inout TenantEntry) -> Void
    /// The texts of an entry.
    let texts: @Sendable (TenantEntry) -> [String]

    /// A text of the list; nil if it is not wanted.
    func text(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : element.read($0) }
    }
}

/// A setting that the tenants file writes with keys below its own: `businessHours.mon`, `humanNumbers.after_hours`.
struct TenantFileParts: Sendable {
    /// The keys, as they are written and suggested.
    let keys: [String]
    /// What is wanted of the text at a key, in words.
    let wanted: String
    /// The word that can stand in place of all keys, and sets the setting to nothing; nil if none can.
    var word: (text: String, wanted: String)?
    /// Whether there is such a key; more may be read than are written.
    let hasKey: @Sendable (String) -> Bool
    /// Sets the part at a key, or with nil all of them to nothing. False if the text is not wanted.
    let put: @Sendable (_ text: String, _ key: String?, inout TenantEntry) -> Bool
    /// The text at a key; nil if there is none.
    let text: @Sendable (_ key: String, TenantEntry) -> String?
}

extension TenantFileForm {
    /// The numbers that lead to a tenant.
    static let numbers = list(
        TenantFileList(
            element: .phoneNumber, wanted: SettingFormat<String>.phoneNumber.wanted, all: nil, isOfTenants: true,
            put: { $1.tenant.numbers = $0 ?? [] }, texts: \.tenant.numbers))

    /// The origins of pages that may call.
    static let origins = list(
        TenantFileList(
            element: .origin, wanted: "a list of origins like https://ray.example, or none", all: "none",
            isOfTenants: false, put: { $1.tenant.web.origins = $0 ?? [] }, texts: \.tenant.web.origins))

    /// The names of the tools that calls may use.
    static let tools = list(
        TenantFileList(
            element: .word("a tool's name, without blanks"), wanted: "a list of tools' names, or all", all: "all",
            isOfTenants: false, put: { $1.tenant.toolsAllowed = $0 }, texts: { $0.tenant.toolsAllowed ?? [] }))

    /// The number behind each queue.
    static let queues = parts(
        TenantFileParts(
            keys: HumanQueue.allCases.map(\.rawValue), wanted: SettingFormat<String>.phoneNumber.wanted,
            hasKey: { HumanQueue(rawValue: $0) != nil },
            put: { text, key, entry in
                guard let queue = key.flatMap(HumanQueue.init(rawValue:)), E164.isNumber(text) else { return false }
                entry.tenant.humanNumbers[queue] = text
                return true
            }, text: { key, entry in HumanQueue(rawValue: key).flatMap { entry.tenant.humanNumbers[$0] } }))

    /// The hours of a day, or of several: `mon`, `mon-fri`.
    static let hours = parts(
        TenantFileParts(
            keys: Weekday.allCases.map(\.key), wanted: BusinessHours.wantedOfDay,
            word: ("always", "hours by day, mon to sun, or always"),
            hasKey: { BusinessHours.days($0) != nil },
            put: { text, key, entry in
                guard let key else {
                    entry.tenant.businessHours = nil
                    return true
                }
                guard let days = BusinessHours.days(key), let intervals = BusinessHours.intervals(text) else {
                    return false
                }
                var hours = entry.tenant.businessHours ?? BusinessHours()
                for day in days { hours[day] = intervals }
                entry.tenant.businessHours = hours
                return true
            }, text: { key, entry in Weekday(key: key).flatMap { entry.tenant.businessHours?.text(of: $0) } }))
}
