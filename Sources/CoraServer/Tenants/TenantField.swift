import CoraCall

/// One key of a tenant's entry, or of the defaults: its name, what is wanted of it, and where its value goes.
struct TenantField: Sendable {
    /// Its name in the file, dotted below `turnDetection` and `manners`.
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

    /// Puts the value of a text in its place; false when the text is not what is wanted.
    func put(_ text: String, into tenant: inout Tenant) -> Bool {
        store(text, &tenant)
    }

    /// The field of that name.
    static func named(_ key: String) -> TenantField? {
        all.first { $0.key == key }
    }

    /// Every field that both a tenant and the defaults can have.
    static let all = [
        TenantField("agentDisplayName", .text("a name, as spoken"), into: \.agentName),
        TenantField("brandName", .text("a name, as spoken"), into: \.brandName),
        TenantField("greetingTemplate", .template("a text"), into: \.greetingTemplate),
        TenantField("instructions", .template("a text"), into: \.instructions),
        TenantField("language", .language, into: \.language),
        TenantField("voice", .word("a voice's name, without blanks"), into: \.voice),
        TenantField("model", .word("a model's name, without blanks"), into: \.model),
        TenantField("transcriptionModel", .word("a model's name, without blanks"), into: \.transcriptionModel),
        TenantField("audioFormat", .choice, into: \.encoding),
        TenantField("humanNumber", .phoneNumber, into: \.humanNumber),
        TenantField("zeroMeansHuman", .flag, into: \.zeroMeansHuman),
        TenantField("turnDetection.threshold", CallFormats.threshold, into: \.turnDetection.threshold),
        TenantField("turnDetection.prefixMilliseconds", CallFormats.prefix, into: \.turnDetection.prefixMilliseconds),
        TenantField(
            "turnDetection.silenceMilliseconds", CallFormats.turnSilence, into: \.turnDetection.silenceMilliseconds),
        TenantField("manners.silenceSeconds", CallFormats.silence, into: \.manners.silence),
        TenantField("manners.maxMinutes", CallFormats.maximumDuration, into: \.manners.maximumDuration),
        TenantField("manners.warningSeconds", CallFormats.durationWarning, into: \.manners.durationWarning),
        TenantField("manners.keypadPauseMilliseconds", CallFormats.keypadPause, into: \.manners.keypadPause),
    ]
}

extension SettingFormat where Value == String {
    /// A text, of several lines if need be, that asks for no value but these two.
    static func template(_ what: String) -> SettingFormat {
        SettingFormat(
            wanted: "\(what) with no placeholder but ${agentDisplayName} and ${brandName}",
            read: { text in Placeholders.unknown(in: text) == nil ? text : nil }, write: { $0 })
    }
}

/// The values that a greeting and instructions can ask for.
enum Placeholders {
    /// Their names.
    static let names = ["agentDisplayName", "brandName"]

    /// The first one in the text that has no value.
    static func unknown(in text: String) -> String? {
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstIndex(of: "}") else { return nil }
            if !names.contains(String(rest[..<close])) { return String(rest[..<close]) }
        }
        return nil
    }

    /// The tenant's values, by name.
    static func values(of tenant: Tenant) -> [String: String] {
        ["agentDisplayName": tenant.agentName, "brandName": tenant.brandName]
    }
}
