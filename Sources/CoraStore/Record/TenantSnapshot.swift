package import CoraCall
import CoraWire

/// A tenant as it was when a call began, as JSON, so that a process that takes the call up again says the same things.
/// The tenant's own tools stand in it without their secrets, for people to see; a snapshot that is read gets its tools
/// from the tenant directory.
package enum TenantSnapshot {
    /// The tenant as JSON text.
    package static func text(of tenant: Tenant) -> String {
        let json: JSON = [
            "id": .string(tenant.id), "numbers": .array(tenant.numbers.map(JSON.string)),
            "agent_name": .string(tenant.agentName), "brand_name": .string(tenant.brandName),
            "greeting_template": .string(tenant.greetingTemplate), "instructions": .string(tenant.instructions),
            "language": .string(tenant.language), "voice": .string(tenant.voice), "model": optional(tenant.model),
            "audio_format": .string(tenant.encoding.rawValue),
            "transcription_model": optional(tenant.transcriptionModel), "human_number": optional(tenant.humanNumber),
            "zero_means_human": .bool(tenant.zeroMeansHuman),
            "human_numbers": .object(tenant.humanNumbersByName.mapValues(JSON.string)),
            "time_zone": .string(tenant.timeZone), "business_hours": hours(tenant.businessHours),
            "tools_allowed": tenant.toolsAllowed.map { .array($0.map(JSON.string)) } ?? .null,
            "declared_tools": ToolConfiguration.json(tenant.declaredTools, showsSecrets: false),
            "mcp_servers": ToolConfiguration.json(tenant.mcpServers, showsSecrets: false),
            "vad_threshold": .double(tenant.turnDetection.threshold),
            "vad_prefix_ms": .int(tenant.turnDetection.prefixMilliseconds),
            "vad_silence_ms": .int(tenant.turnDetection.silenceMilliseconds),
            "silence_ms": .int(tenant.manners.silence.milliseconds),
            "max_duration_ms": .int(tenant.manners.maximumDuration.milliseconds),
            "warning_ms": .int(tenant.manners.durationWarning.milliseconds),
            "keypad_pause_ms": .int(tenant.manners.keypadPause.milliseconds),
        ]
        return json.text
    }

    /// Reads the tenant; nil if the text is not a snapshot. Missing members have a tenant's default values.
    package static func tenant(from text: String) -> Tenant? {
        guard let json = try? JSON.parse(text), let id = json["id"]?.string, let agent = json["agent_name"]?.string
        else { return nil }
        var tenant = Tenant(id: id, numbers: (json["numbers"]?.array ?? []).compactMap(\.string), agentName: agent)
        if let value = json["brand_name"]?.string { tenant.brandName = value }
        if let value = json["greeting_template"]?.string { tenant.greetingTemplate = value }
        if let value = json["instructions"]?.string { tenant.instructions = value }
        if let value = json["language"]?.string { tenant.language = value }
        if let value = json["voice"]?.string { tenant.voice = value }
        if let value = json["audio_format"]?.string.flatMap(AudioEncoding.init(rawValue:)) { tenant.encoding = value }
        tenant.model = json["model"]?.string
        tenant.transcriptionModel = json["transcription_model"]?.string
        tenant.humanNumber = json["human_number"]?.string
        tenant.zeroMeansHuman = json["zero_means_human"]?.bool ?? false
        tenant.humanNumbers = Tenant.queues((json["human_numbers"]?.object ?? [:]).compactMapValues(\.string)) ?? [:]
        if let value = json["time_zone"]?.string { tenant.timeZone = value }
        tenant.businessHours = hours(json["business_hours"])
        tenant.toolsAllowed = json["tools_allowed"]?.array?.compactMap(\.string)
        tenant.turnDetection = detection(json)
        tenant.manners = manners(json)
        return tenant
    }

    private static func hours(_ hours: BusinessHours?) -> JSON {
        guard let hours else { return .null }
        return .object(
            hours.byDay.mapValues { pairs in .array(pairs.map { .array($0.map(JSON.string)) }) })
    }

    private static func hours(_ json: JSON?) -> BusinessHours? {
        let byDay = json?.object?.mapValues { day in
            (day.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
        }
        return byDay.flatMap(BusinessHours.init(byDay:))
    }

    private static func detection(_ json: JSON) -> TurnDetectionPolicy {
        var policy = TurnDetectionPolicy()
        if let value = json["vad_threshold"]?.double { policy.threshold = value }
        if let value = json["vad_prefix_ms"]?.int { policy.prefixMilliseconds = value }
        if let value = json["vad_silence_ms"]?.int { policy.silenceMilliseconds = value }
        return policy
    }

    private static func manners(_ json: JSON) -> PhoneManners {
        var manners = PhoneManners()
        if let value = json["silence_ms"]?.int { manners.silence = .milliseconds(value) }
        if let value = json["max_duration_ms"]?.int { manners.maximumDuration = .milliseconds(value) }
        if let value = json["warning_ms"]?.int { manners.durationWarning = .milliseconds(value) }
        if let value = json["keypad_pause_ms"]?.int { manners.keypadPause = .milliseconds(value) }
        return manners
    }

    private static func optional(_ text: String?) -> JSON {
        text.map(JSON.string) ?? .null
    }
}
