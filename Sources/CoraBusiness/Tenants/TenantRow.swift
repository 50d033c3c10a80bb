import CoraCall
import CoraStore
import Foundation

/// A row of `tenants`, column by column; its numbers are rows of `tenant_numbers`. It is sent as a JSON object, which
/// PostgreSQL turns into a whole row and back (`to_jsonb`, `jsonb_populate_recordset`).
struct TenantRow: Codable, Sendable, Equatable {
    var id: String
    var isDefault: Bool
    var enabled: Bool
    var agentName: String
    var brandName: String
    var greetingTemplate: String
    var instructions: String
    var language: String
    var voice: String
    var model: String?
    var transcriptionModel: String?
    var audioFormat: String
    var humanNumber: String?
    var humanNumbers: [String: String]
    var zeroMeansHuman: Bool
    var timeZone: String
    var businessHours: [String: [[String]]]?
    var toolsAllowed: [String]?
    var declaredTools: JSONColumn
    var mcpServers: JSONColumn
    var vadThreshold: Double?
    var vadPrefix: Int?
    var vadSilence: Int?
    var silence: Int?
    var maximumDuration: Int?
    var warning: Int?
    var keypadPause: Int?
    var maximumConcurrentCalls: Int?
    var maximumCallsPerMinute: Int?
    var burst: Int?
    var dailySoft: Double?
    var dailyHard: Double?
    var whenRefused: String
    var retentionDays: Int?

    /// The names of the columns.
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, enabled, instructions, language, voice, model
        case isDefault = "is_default"
        case agentName = "agent_name"
        case brandName = "brand_name"
        case greetingTemplate = "greeting_template"
        case transcriptionModel = "transcription_model"
        case audioFormat = "audio_format"
        case humanNumber = "human_number"
        case humanNumbers = "human_numbers"
        case zeroMeansHuman = "zero_means_human"
        case timeZone = "time_zone"
        case businessHours = "business_hours"
        case toolsAllowed = "tools_allowed"
        case declaredTools = "declared_tools"
        case mcpServers = "mcp_servers"
        case vadThreshold = "vad_threshold"
        case vadPrefix = "vad_prefix_ms"
        case vadSilence = "vad_silence_ms"
        case silence = "silence_ms"
        case maximumDuration = "max_duration_ms"
        case warning = "warning_ms"
        case keypadPause = "keypad_pause_ms"
        case maximumConcurrentCalls = "max_concurrent_calls"
        case maximumCallsPerMinute = "max_calls_per_minute"
        case burst = "calls_burst"
        case dailySoft = "daily_soft_usd"
        case dailyHard = "daily_hard_usd"
        case whenRefused = "when_refused"
        case retentionDays = "retention_days"
    }
}

// Converts rows to and from what the program works with.
extension TenantRow {
    /// The row of a tenant. A value that is as in `defaults`, and may be NULL, is NULL: it follows the instance's
    /// settings.
    init(_ entry: TenantEntry, defaults: Tenant) {
        let tenant = entry.tenant
        let (detection, common) = (tenant.turnDetection, defaults.turnDetection)
        let (manners, usual) = (tenant.manners, defaults.manners)
        id = tenant.id
        isDefault = entry.isDefault
        enabled = entry.isEnabled
        agentName = tenant.agentName
        brandName = tenant.brandName
        greetingTemplate = tenant.greetingTemplate
        instructions = tenant.instructions
        language = tenant.language
        voice = tenant.voice
        model = tenant.model
        transcriptionModel = tenant.transcriptionModel
        audioFormat = tenant.encoding.rawValue
        humanNumber = tenant.humanNumber
        humanNumbers = tenant.humanNumbersByName
        zeroMeansHuman = tenant.zeroMeansHuman
        timeZone = tenant.timeZone
        businessHours = tenant.businessHours?.byDay
        toolsAllowed = tenant.toolsAllowed
        declaredTools = JSONColumn(ToolConfiguration.json(tenant.declaredTools, showsSecrets: true))
        mcpServers = JSONColumn(ToolConfiguration.json(tenant.mcpServers, showsSecrets: true))
        vadThreshold = Self.own(detection.threshold, common.threshold)
        vadPrefix = Self.own(detection.prefixMilliseconds, common.prefixMilliseconds)
        vadSilence = Self.own(detection.silenceMilliseconds, common.silenceMilliseconds)
        silence = Self.own(manners.silence, usual.silence)?.milliseconds
        maximumDuration = Self.own(manners.maximumDuration, usual.maximumDuration)?.milliseconds
        warning = Self.own(manners.durationWarning, usual.durationWarning)?.milliseconds
        keypadPause = Self.own(manners.keypadPause, usual.keypadPause)?.milliseconds
        let (limits, usualLimits) = (tenant.limits, defaults.limits)
        maximumConcurrentCalls = Self.own(limits.concurrentCalls, usualLimits.concurrentCalls) ?? nil
        maximumCallsPerMinute = Self.own(limits.callsPerMinute, usualLimits.callsPerMinute) ?? nil
        burst = Self.own(limits.burst, usualLimits.burst) ?? nil
        dailySoft = (Self.own(limits.dailySoft, usualLimits.dailySoft) ?? nil)?.value
        dailyHard = (Self.own(limits.dailyHard, usualLimits.dailyHard) ?? nil)?.value
        whenRefused = limits.whenRefused.rawValue
        retentionDays = entry.retentionDays
    }

    private static func own<Value: Equatable>(_ value: Value, _ usual: Value) -> Value? {
        value == usual ? nil : value
    }

    /// The columns of which no value can be made, by the setting's name, with one line each; the tenant has no value
    /// there.
    var unreadable: [String: String] {
        var problems: [String: String] = [:]
        if businessHours.map({ BusinessHours(byDay: $0) == nil }) == true {
            problems["businessHours"] = "businessHours: wanted \(TenantFormat<BusinessHours>.hours.wanted)"
        }
        if Tenant.queues(humanNumbers) == nil {
            problems["humanNumbers"] = "humanNumbers: wanted \(TenantFormat<[HumanQueue: String]>.queues.wanted)"
        }
        do throws(ToolConfigurationError) {
            _ = try ToolConfiguration.tools(declaredTools.json)
        } catch {
            problems["declaredTools"] = "declaredTools: \(error)"
        }
        do throws(ToolConfigurationError) {
            _ = try ToolConfiguration.servers(mcpServers.json)
        } catch {
            problems["mcpServers"] = "mcpServers: \(error)"
        }
        return problems
    }

    /// The tenant of the row; a column that is NULL is as in `defaults`.
    /// - Parameter numbers: the tenant's rows of `tenant_numbers`.
    func entry(numbers: [String], defaults: Tenant) -> TenantEntry {
        var tenant = Tenant(
            id: id, numbers: numbers.sorted(), agentName: agentName, brandName: brandName,
            greetingTemplate: greetingTemplate, instructions: instructions, language: language, voice: voice,
            model: model, encoding: AudioEncoding(rawValue: audioFormat) ?? .pcmu,
            turnDetection: defaults.turnDetection, transcriptionModel: transcriptionModel, humanNumber: humanNumber,
            zeroMeansHuman: zeroMeansHuman, humanNumbers: Tenant.queues(humanNumbers) ?? [:], timeZone: timeZone,
            businessHours: businessHours.flatMap(BusinessHours.init(byDay:)), toolsAllowed: toolsAllowed,
            declaredTools: (try? ToolConfiguration.tools(declaredTools.json)) ?? [],
            mcpServers: (try? ToolConfiguration.servers(mcpServers.json)) ?? [],
            manners: defaults.manners, limits: defaults.limits)
        vadThreshold.map { tenant.turnDetection.threshold = $0 }
        vadPrefix.map { tenant.turnDetection.prefixMilliseconds = $0 }
        vadSilence.map { tenant.turnDetection.silenceMilliseconds = $0 }
        silence.map { tenant.manners.silence = .milliseconds($0) }
        maximumDuration.map { tenant.manners.maximumDuration = .milliseconds($0) }
        warning.map { tenant.manners.durationWarning = .milliseconds($0) }
        keypadPause.map { tenant.manners.keypadPause = .milliseconds($0) }
        maximumConcurrentCalls.map { tenant.limits.concurrentCalls = $0 }
        maximumCallsPerMinute.map { tenant.limits.callsPerMinute = $0 }
        burst.map { tenant.limits.burst = $0 }
        dailySoft.map { tenant.limits.dailySoft = Dollars(amount: $0) }
        dailyHard.map { tenant.limits.dailyHard = Dollars(amount: $0) }
        tenant.limits.whenRefused = WhenRefused(rawValue: whenRefused) ?? .human
        var entry = TenantEntry(tenant, isDefault: isDefault)
        entry.isEnabled = enabled
        entry.retentionDays = retentionDays
        return entry
    }
}

extension Dollars {
    /// Makes dollars of the amount in a row.
    fileprivate init(amount: Double) {
        self.init(billionths: Int64(exactly: (amount * 1e9).rounded()) ?? .max)
    }
}
