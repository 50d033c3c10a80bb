import CoraCall
import CoraTenant

extension TenantSetting {
    /// Every setting of a tenant, in the order in which they are shown. It is the only table of them: a new one is a
    /// line here, a migration for its column, and a comment in `Config/tenants.yaml`.
    package static let all: [TenantSetting] =
        names + phrases + speech + people + detection + manners + limits + web + business + operation

    private static let names = [
        TenantSetting(
            "numbers", .list(of: .phoneNumber, "E.164 numbers between commas, like +14155550100"), \.tenant.numbers,
            nil, file: .numbers),
        TenantSetting(
            "agentDisplayName", .text("a name, as spoken"), \.tenant.agentName, .text("agent_name"), .filled),
        TenantSetting("brandName", .text("a name, as spoken"), \.tenant.brandName, .text("brand_name"), .filled),
        TenantSetting(
            "greetingTemplate", .template, \.tenant.greetingTemplate, .text("greeting_template")),
        TenantSetting("instructions", .instructions, \.tenant.instructions, .text("instructions")),
    ]

    private static let phrases = [
        phrase(.hold, "phrases.hold", "phrase_hold"),
        phrase(.stillThere, "phrases.stillThere", "phrase_still_there"),
        phrase(.trouble, "phrases.trouble", "phrase_trouble"),
        phrase(.puttingThrough, "phrases.puttingThrough", "phrase_putting_through"),
        phrase(.nearLimit, "phrases.nearLimit", "phrase_near_limit"),
        phrase(.goodbye, "phrases.goodbye", "phrase_goodbye"),
    ]

    private static func phrase(_ phrase: Phrase, _ key: String, _ column: String) -> TenantSetting {
        TenantSetting(optional: key, .sentence, \.tenant.phrases[phrase], .text(column))
    }

    private static let speech = [
        TenantSetting("language", .language, \.tenant.language, .text("language")),
        TenantSetting(
            "voice", .word("a voice's name, without blanks"), \.tenant.voice, .text("voice"), .filled),
        TenantSetting(optional: "model", .model, \.tenant.model, .text("model"), .filled),
        TenantSetting(
            optional: "transcriptionModel", .model, \.tenant.transcriptionModel, .text("transcription_model"), .filled),
        TenantSetting(optional: "fallbackModel", .model, \.tenant.fallbackModel, .text("fallback_model"), .filled),
        TenantSetting(
            optional: "fallbackBaseURL", .modelAddress, \.tenant.fallbackBaseURL, .text("fallback_base_url")),
        TenantSetting("audioFormat", .choice, \.tenant.encoding, .choice("audio_format")),
    ]

    private static let people = [
        TenantSetting(optional: "humanNumber", .phoneNumber, \.tenant.humanNumber, .text("human_number")),
        TenantSetting("zeroMeansHuman", .flag, \.tenant.zeroMeansHuman, .flag("zero_means_human")),
    ]

    private static let detection = [
        TenantSetting(
            "turnDetection.threshold", CallFormats.threshold, \.tenant.turnDetection.threshold,
            .number("vad_threshold"), .nullable),
        TenantSetting(
            "turnDetection.prefixMilliseconds", CallFormats.prefix, \.tenant.turnDetection.prefixMilliseconds,
            .wholeNumber("vad_prefix_ms"), .nullable),
        TenantSetting(
            "turnDetection.silenceMilliseconds", CallFormats.turnSilence, \.tenant.turnDetection.silenceMilliseconds,
            .wholeNumber("vad_silence_ms"), .nullable),
    ]

    private static let manners = [
        TenantSetting(
            "manners.silenceSeconds", CallFormats.silence, \.tenant.manners.silence, .milliseconds("silence_ms"),
            .nullable),
        TenantSetting(
            "manners.maxMinutes", CallFormats.maximumDuration, \.tenant.manners.maximumDuration,
            .milliseconds("max_duration_ms"), .nullable),
        TenantSetting(
            "manners.warningSeconds", CallFormats.durationWarning, \.tenant.manners.durationWarning,
            .milliseconds("warning_ms"), .nullable),
        TenantSetting(
            "manners.keypadPauseMilliseconds", CallFormats.keypadPause, \.tenant.manners.keypadPause,
            .milliseconds("keypad_pause_ms"), .nullable),
    ]

    private static let limits = [
        TenantSetting(
            optional: "limits.concurrentCalls", CallFormats.calls, \.tenant.limits.concurrentCalls,
            .wholeNumber("max_concurrent_calls"), .outsideCalls),
        TenantSetting(
            optional: "limits.callsPerMinute", CallFormats.callsPerMinute, \.tenant.limits.callsPerMinute,
            .wholeNumber("max_calls_per_minute"), .outsideCalls),
        TenantSetting(
            optional: "limits.burst", CallFormats.callsPerMinute, \.tenant.limits.burst, .wholeNumber("calls_burst"),
            .outsideCalls),
        TenantSetting(
            optional: "limits.dailySoftUSD", CallFormats.dollars, \.tenant.limits.dailySoft,
            .dollars("daily_soft_usd"), .outsideCalls),
        TenantSetting(
            optional: "limits.dailyHardUSD", CallFormats.dollars, \.tenant.limits.dailyHard,
            .dollars("daily_hard_usd"), .outsideCalls),
        TenantSetting(
            "limits.whenRefused", .choice, \.tenant.limits.whenRefused, .choice("when_refused"), .outsideCalls),
    ]

    private static let web = [
        TenantSetting("webOpen", .flag, \.tenant.web.isOpen, .flag("web_open"), .outsideCalls),
        TenantSetting(
            "webOrigins", .list(of: .origin, "origins between commas, like https://ray.example"),
            \.tenant.web.origins, .texts("web_origins"), file: .origins, .outsideCalls),
        TenantSetting("webDirect", .flag, \.tenant.web.isDirect, .flag("web_direct"), .outsideCalls),
    ]

    private static let business = [
        TenantSetting(
            "humanNumbers", .queues, \.tenant.humanNumbers, .queues("human_numbers"), file: .queues),
        TenantSetting("timeZone", .timeZone, \.tenant.timeZone, .text("time_zone")),
        TenantSetting(
            optional: "businessHours", .hours, \.tenant.businessHours, .hours("business_hours"), file: .hours),
        TenantSetting(
            optional: "toolsAllowed",
            .list(of: .word("a tool's name, without blanks"), "tools' names between commas"), \.tenant.toolsAllowed,
            .texts("tools_allowed"), file: .tools),
        TenantSetting("declaredTools", ToolConfiguration.tools, \.tenant.declaredTools, "declared_tools"),
        TenantSetting("mcpServers", ToolConfiguration.servers, \.tenant.mcpServers, "mcp_servers"),
    ]

    private static let operation = [
        TenantSetting("default", .flag, \.isDefault, .flag("is_default"), file: .absent, .outsideCalls),
        TenantSetting("enabled", .flag, \.isEnabled, .flag("enabled"), file: .absent, .outsideCalls),
        TenantSetting(
            optional: "retentionDays", .wholeNumber(1...36_500, of: "days"), \.retentionDays,
            .wholeNumber("retention_days"), file: .absent, .outsideCalls),
    ]
}
