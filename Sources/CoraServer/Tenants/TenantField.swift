import CoraCall

/// One key of a tenant's entry in the file, or of the defaults: its name, what is wanted of it, and where its value
/// goes.
struct TenantField: Sendable {
    /// The key, dotted below `turnDetection` and `manners`.
    let key: String
    /// What is wanted, in words.
    let wanted: String
    private let store: @Sendable (String, inout Tenant) -> Bool

    private init<Value>(
        _ key: String, _ format: SettingFormat<Value>, into path: any WritableKeyPath<Tenant, Value> & Sendable
    ) {
        self.key = key
        wanted = format.wanted
        store = { text, tenant in
            guard let value = format.read(text) else { return false }
            tenant[keyPath: path] = value
            return true
        }
    }

    private init<Value>(
        _ key: String, _ format: SettingFormat<Value>, into path: any WritableKeyPath<Tenant, Value?> & Sendable
    ) {
        self.key = key
        wanted = format.wanted
        store = { text, tenant in
            guard let value = format.read(text) else { return false }
            tenant[keyPath: path] = value
            return true
        }
    }

    private init(_ key: String, wanted: String, store: @escaping @Sendable (String, inout Tenant) -> Bool) {
        self.key = key
        self.wanted = wanted
        self.store = store
    }

    /// Sets the value from a text.
    /// - Returns: false if the text is not what is wanted.
    func put(_ text: String, into tenant: inout Tenant) -> Bool {
        store(text, &tenant)
    }

    /// The field of that name; nil if there is none.
    static func named(_ key: String) -> TenantField? {
        all.first { $0.key == key } ?? hours(key) ?? queue(key)
    }

    /// The field for the hours of a day, or of several: `businessHours.mon`, `businessHours.mon-fri`.
    private static func hours(_ key: String) -> TenantField? {
        let prefix = "businessHours."
        guard key.hasPrefix(prefix), let days = BusinessHours.days(String(key.dropFirst(prefix.count))) else {
            return nil
        }
        return TenantField(key, wanted: BusinessHours.wantedOfDay) { text, tenant in
            guard let intervals = BusinessHours.intervals(text) else { return false }
            var hours = tenant.businessHours ?? BusinessHours()
            for day in days { hours[day] = intervals }
            tenant.businessHours = hours
            return true
        }
    }

    /// The field for the number of a queue: `humanNumbers.after_hours`.
    private static func queue(_ key: String) -> TenantField? {
        let prefix = "humanNumbers."
        guard key.hasPrefix(prefix), let queue = HumanQueue(rawValue: String(key.dropFirst(prefix.count))) else {
            return nil
        }
        return TenantField(key, wanted: SettingFormat<String>.phoneNumber.wanted) { text, tenant in
            guard let number = SettingFormat<String>.phoneNumber.read(text) else { return false }
            tenant.humanNumbers[queue] = number
            return true
        }
    }

    /// Every key, for suggesting the one that was meant.
    static let known =
        all.map(\.key) + ["toolsAllowed"] + HumanQueue.allCases.map { "humanNumbers." + $0.rawValue }
        + Weekday.allCases.map { "businessHours." + $0.key }

    /// Every field that both a tenant and the defaults can have.
    static let all = [
        TenantField("agentDisplayName", .text("a name, as spoken"), into: \.agentName),
        TenantField("brandName", .text("a name, as spoken"), into: \.brandName),
        TenantField("greetingTemplate", .template("a text"), into: \.greetingTemplate),
        TenantField("instructions", .instructions("a text"), into: \.instructions),
        TenantField("language", .language, into: \.language),
        TenantField("voice", .word("a voice's name, without blanks"), into: \.voice),
        TenantField("model", .word("a model's name, without blanks"), into: \.model),
        TenantField("transcriptionModel", .word("a model's name, without blanks"), into: \.transcriptionModel),
        TenantField("audioFormat", .choice, into: \.encoding),
        TenantField("humanNumber", .phoneNumber, into: \.humanNumber),
        TenantField("zeroMeansHuman", .flag, into: \.zeroMeansHuman),
        TenantField("timeZone", .timeZone, into: \.timeZone),
        TenantField("businessHours", wanted: "hours by day, mon to sun, or always") { text, tenant in
            guard text == "always" else { return false }
            tenant.businessHours = nil
            return true
        },
        TenantField("turnDetection.threshold", CallFormats.threshold, into: \.turnDetection.threshold),
        TenantField("turnDetection.prefixMilliseconds", CallFormats.prefix, into: \.turnDetection.prefixMilliseconds),
        TenantField(
            "turnDetection.silenceMilliseconds", CallFormats.turnSilence, into: \.turnDetection.silenceMilliseconds),
        TenantField("manners.silenceSeconds", CallFormats.silence, into: \.manners.silence),
        TenantField("manners.maxMinutes", CallFormats.maximumDuration, into: \.manners.maximumDuration),
        TenantField("manners.warningSeconds", CallFormats.durationWarning, into: \.manners.durationWarning),
        TenantField("manners.keypadPauseMilliseconds", CallFormats.keypadPause, into: \.manners.keypadPause),
        TenantField("limits.concurrentCalls", CallFormats.calls, into: \.limits.concurrentCalls),
        TenantField("limits.callsPerMinute", CallFormats.callsPerMinute, into: \.limits.callsPerMinute),
        TenantField("limits.burst", CallFormats.callsPerMinute, into: \.limits.burst),
        TenantField("limits.dailySoftUSD", CallFormats.dollars, into: \.limits.dailySoft),
        TenantField("limits.dailyHardUSD", CallFormats.dollars, into: \.limits.dailyHard),
        TenantField("limits.whenRefused", .choice, into: \.limits.whenRefused),
    ]
}

extension SettingFormat where Value == String {
    /// A text, of one or more lines, whose only placeholders are these two.
    static func template(_ what: String) -> SettingFormat {
        SettingFormat(
            wanted: "\(what) with no placeholder but ${agentDisplayName} and ${brandName}",
            read: { text in Placeholders.unknown(in: text) == nil ? text : nil }, write: { $0 })
    }

    /// The format of instructions: a template that may also have placeholders for facts of the call.
    static func instructions(_ what: String) -> SettingFormat {
        SettingFormat(
            wanted: "\(what) with no placeholder but \(Placeholders.inInstructions)",
            read: { text in Placeholders.unknown(in: text, allowing: AgentPrompt.placeholders) == nil ? text : nil },
            write: { $0 })
    }
}

/// The placeholders that a greeting and instructions may have.
enum Placeholders {
    /// The placeholders' names.
    static let names = ["agentDisplayName", "brandName"]

    /// Every placeholder that instructions may have, in words.
    static let inInstructions = (names + AgentPrompt.placeholders).map { "${\($0)}" }.joined(separator: ", ")

    /// The first placeholder in the text that is not known; nil if all are.
    static func unknown(in text: String, allowing more: [String] = []) -> String? {
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstIndex(of: "}") else { return nil }
            if !(names + more).contains(String(rest[..<close])) { return String(rest[..<close]) }
        }
        return nil
    }

    /// The tenant's values, by the placeholder's name.
    static func values(of tenant: Tenant) -> [String: String] {
        ["agentDisplayName": tenant.agentName, "brandName": tenant.brandName]
    }
}
