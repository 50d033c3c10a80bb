package import CoraCall
import CoraStore
import CoraWire

/// One setting of a tenant: its name in `Config/tenants.yaml` and on the command line, what is wanted of it, and where
/// its value goes. The empty text sets it back to its default.
package struct TenantSetting: Sendable {
    /// The setting's name, dotted below `turnDetection`, `manners` and `limits`.
    package let key: String
    /// What is wanted, in words that follow "wanted".
    package let wanted: String
    /// Whether `Config/tenants.yaml` has it too; other settings are only in the database.
    package let isInFile: Bool
    /// Whether the text that it was given must not be shown, because there are secrets in it.
    package let isConfidential: Bool
    private let change: @Sendable (String, inout TenantEntry) -> Bool
    private let explain: @Sendable (String, TenantEntry) -> String?
    private let reset: @Sendable (inout TenantEntry, TenantEntry) -> Void
    private let write: @Sendable (TenantEntry) -> String?

    private init<Value>(
        _ key: String, _ format: TenantFormat<Value>, _ path: any WritableKeyPath<TenantEntry, Value> & Sendable,
        isInFile: Bool = true
    ) {
        self.key = key
        self.isInFile = isInFile
        isConfidential = false
        wanted = format.wanted
        explain = { _, _ in nil }
        change = { text, entry in
            guard let value = format.read(text) else { return false }
            entry[keyPath: path] = value
            return true
        }
        reset = { $0[keyPath: path] = $1[keyPath: path] }
        write = { format.write($0[keyPath: path]) }
    }

    private init<Value>(
        _ key: String, _ format: TenantFormat<Value>, _ path: any WritableKeyPath<TenantEntry, Value?> & Sendable,
        isInFile: Bool = true
    ) {
        self.key = key
        self.isInFile = isInFile
        isConfidential = false
        wanted = format.wanted
        explain = { _, _ in nil }
        change = { text, entry in
            guard let value = format.read(text) else { return false }
            entry[keyPath: path] = value
            return true
        }
        reset = { $0[keyPath: path] = $1[keyPath: path] }
        write = { $0[keyPath: path].map(format.write) }
    }

    /// Makes the setting of tools, or of servers of tools: JSON with secrets in it.
    private init<Value: Sendable>(
        _ key: String, wanted: String, _ path: any WritableKeyPath<TenantEntry, [Value]> & Sendable,
        read: @escaping @Sendable (JSON, [Value]) throws(ToolConfigurationError) -> [Value],
        write: @escaping @Sendable ([Value]) -> JSON
    ) {
        self.key = key
        self.wanted = wanted
        isInFile = false
        isConfidential = true
        let value = { @Sendable (text: String, entry: TenantEntry) throws(ToolConfigurationError) -> [Value] in
            guard let json = try? JSON.parse(text) else { throw ToolConfigurationError("not JSON; wanted \(wanted)") }
            return try read(json, entry[keyPath: path])
        }
        change = { text, entry in
            guard let value = try? value(text, entry) else { return false }
            entry[keyPath: path] = value
            return true
        }
        explain = { text, entry in
            do throws(ToolConfigurationError) {
                _ = try value(text, entry)
                return nil
            } catch {
                return error.description
            }
        }
        reset = { $0[keyPath: path] = $1[keyPath: path] }
        self.write = { $0[keyPath: path].isEmpty ? nil : write($0[keyPath: path]).text }
    }

    /// Says what is wrong with a text that the setting refuses.
    package func refusal(of text: String, in entry: TenantEntry) -> String {
        if isConfidential { return explain(text, entry) ?? "wanted \(wanted)" }
        return "found \"\(text.prefix(80))\"; wanted \(wanted)"
    }

    /// The setting's value as text; nil if it has none.
    package func text(of entry: TenantEntry) -> String? {
        write(entry)
    }

    /// Sets the value from a text, or to the default if the text is empty.
    /// - Returns: false if the text is not what is wanted.
    package func put(_ text: String, into entry: inout TenantEntry, defaults: Tenant) -> Bool {
        guard text.isEmpty else { return change(text, &entry) }
        reset(&entry, TenantEntry(defaults))
        return true
    }

    /// The setting of that name; nil if there is none.
    package static func named(_ key: String) -> TenantSetting? {
        all.first { $0.key == key }
    }

    /// What is wrong with a tenant, one line each: every value must be one that its setting accepts.
    package static func problems(of entry: TenantEntry) -> [String] {
        var scratch = entry
        var problems: [String] = []
        for setting in all {
            guard let text = setting.text(of: entry), !setting.change(text, &scratch) else { continue }
            problems.append("\(setting.key): \(setting.refusal(of: text, in: entry))")
        }
        let manners = entry.tenant.manners
        if manners.durationWarning >= manners.maximumDuration {
            problems.append(
                "manners.warningSeconds: found \"\(manners.durationWarning.milliseconds / 1000)\"; wanted less than "
                    + "the longest call, \(manners.maximumDuration.milliseconds / 1000) seconds")
        }
        if let conflict = entry.tenant.limits.conflict, let soft = entry.tenant.limits.dailySoft {
            problems.append("limits.dailySoftUSD: found \"\(soft.text)\"; wanted \(conflict)")
        }
        return problems
    }

    private static let model = TenantFormat<String>.word("a model's name")

    /// All settings, in the order in which they are shown.
    package static let all = [
        TenantSetting(
            "numbers", .list(of: .phoneNumber, "E.164 numbers between commas, like +14155550100"), \.tenant.numbers),
        TenantSetting("agentDisplayName", .name, \.tenant.agentName),
        TenantSetting("brandName", .name, \.tenant.brandName),
        TenantSetting("greetingTemplate", .template, \.tenant.greetingTemplate),
        TenantSetting("instructions", .instructions, \.tenant.instructions),
        TenantSetting("language", .language, \.tenant.language),
        TenantSetting("voice", .word("a voice's name"), \.tenant.voice),
        TenantSetting("model", model, \.tenant.model),
        TenantSetting("transcriptionModel", model, \.tenant.transcriptionModel),
        TenantSetting("audioFormat", .encoding, \.tenant.encoding),
        TenantSetting("humanNumber", .phoneNumber, \.tenant.humanNumber),
        TenantSetting("zeroMeansHuman", .flag, \.tenant.zeroMeansHuman),
        TenantSetting("turnDetection.threshold", .number(0...1), \.tenant.turnDetection.threshold),
        TenantSetting(
            "turnDetection.prefixMilliseconds", .count(0...2000, of: "milliseconds"),
            \.tenant.turnDetection.prefixMilliseconds),
        TenantSetting(
            "turnDetection.silenceMilliseconds", .count(100...5000, of: "milliseconds"),
            \.tenant.turnDetection.silenceMilliseconds),
        TenantSetting(
            "manners.silenceSeconds", .span(2...600, of: "seconds", milliseconds: 1000), \.tenant.manners.silence),
        TenantSetting(
            "manners.maxMinutes", .span(1...240, of: "minutes", milliseconds: 60_000),
            \.tenant.manners.maximumDuration),
        TenantSetting(
            "manners.warningSeconds", .span(5...600, of: "seconds", milliseconds: 1000),
            \.tenant.manners.durationWarning),
        TenantSetting(
            "manners.keypadPauseMilliseconds", .span(300...10_000, of: "milliseconds", milliseconds: 1),
            \.tenant.manners.keypadPause),
        TenantSetting(
            "limits.concurrentCalls", .count(1...100_000, of: "calls"), \.tenant.limits.concurrentCalls),
        TenantSetting(
            "limits.callsPerMinute", .count(1...1_000_000, of: "calls"), \.tenant.limits.callsPerMinute),
        TenantSetting("limits.burst", .count(1...1_000_000, of: "calls"), \.tenant.limits.burst),
        TenantSetting("limits.dailySoftUSD", .dollars, \.tenant.limits.dailySoft),
        TenantSetting("limits.dailyHardUSD", .dollars, \.tenant.limits.dailyHard),
        TenantSetting("limits.whenRefused", .whenRefused, \.tenant.limits.whenRefused),
        TenantSetting("humanNumbers", .queues, \.tenant.humanNumbers),
        TenantSetting("timeZone", .timeZone, \.tenant.timeZone),
        TenantSetting("businessHours", .hours, \.tenant.businessHours),
        TenantSetting(
            "toolsAllowed", .list(of: .word("a tool's name"), "tools' names between commas"), \.tenant.toolsAllowed),
        TenantSetting(
            "declaredTools", wanted: ToolConfiguration.wantedTools, \.tenant.declaredTools,
            read: { json, known throws(ToolConfigurationError) in try ToolConfiguration.tools(json, knowing: known) },
            write: { ToolConfiguration.json($0, showsSecrets: false) }),
        TenantSetting(
            "mcpServers", wanted: ToolConfiguration.wantedServers, \.tenant.mcpServers,
            read: { json, known throws(ToolConfigurationError) in try ToolConfiguration.servers(json, knowing: known) },
            write: { ToolConfiguration.json($0, showsSecrets: false) }),
        TenantSetting("default", .flag, \.isDefault, isInFile: false),
        TenantSetting("enabled", .flag, \.isEnabled, isInFile: false),
        TenantSetting("retentionDays", .count(1...36_500, of: "days"), \.retentionDays, isInFile: false),
    ]
}
