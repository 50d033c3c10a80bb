import CoraCall
import CoraTenant
import Logging

extension SettingsKey {
    /// Settings that belong together, under one heading.
    package struct Topic: Sendable {
        /// The heading.
        package let title: String
        /// The settings, in the order in which they are printed.
        package let keys: [SettingsKey]
    }

    /// The name, in the environment and in `.env`, of the configuration file to read instead of `Config/cora.yaml`.
    package static let configFileName = "CORA_CONFIG"

    /// Every setting, in the order of the topics.
    package static let all: [SettingsKey] = topics.flatMap(\.keys)

    /// The table of all settings, by topic. It is the only one.
    package static let topics: [Topic] = [
        Topic(title: "Server", keys: server),
        Topic(title: "OpenAI", keys: openAI),
        Topic(title: "Twilio", keys: twilio),
        Topic(title: "Calls", keys: calls),
        Topic(title: "Admission", keys: admission),
        Topic(title: "Load shedding", keys: shedding),
        Topic(title: "Turn detection", keys: turnDetection),
        Topic(title: "Tenants", keys: tenants),
        Topic(title: "Tools", keys: tools),
        Topic(title: "Record", keys: store),
        Topic(title: "Access", keys: access),
        Topic(title: "Log", keys: log),
        Topic(title: "Metrics and traces", keys: observation),
        Topic(title: "Supabase", keys: supabase),
    ]

    private static let server = [
        SettingsKey(
            "publicURL", "PUBLIC_URL",
            .address(
                "this server's address as Twilio sees it: http(s)://host[:port][/prefix], without a query",
                schemes: ["http", "https"]),
            into: \.server.publicURL, .required),
        SettingsKey("host", "HOST", .word("an address to bind, like 0.0.0.0 or 127.0.0.1"), into: \.server.host),
        SettingsKey("port", "PORT", .wholeNumber(1...65_535), into: \.server.port),
        SettingsKey(
            optional: "tls.certificateFile", "TLS_CERTIFICATE_FILE", .readableFile("a readable PEM certificate file"),
            into: \.server.certificateFile, .path),
        SettingsKey(
            optional: "tls.keyFile", "TLS_KEY_FILE", .readableFile("a readable PEM key file"),
            into: \.server.keyFile, .path),
        SettingsKey(
            optional: "trustedProxies", "TRUSTED_PROXIES", .proxies, into: \.server.trustedProxies),
        SettingsKey(
            "shutdown.graceSeconds", "SHUTDOWN_GRACE_SECONDS", .seconds(0...3600), into: \.server.shutdownGrace,
            .live),
        SettingsKey(
            "drain.deadlineSeconds", "DRAIN_DEADLINE_SECONDS", .seconds(0...86_400), into: \.server.drainDeadline,
            .live),
        SettingsKey(
            optional: "drain.redirectURL", "DRAIN_REDIRECT_URL",
            .address(
                "another instance's voice webhook: http(s)://host[:port][/prefix]/twilio/voice, without a query",
                schemes: ["http", "https"]),
            into: \.server.drainRedirect, .live),
        SettingsKey(
            optional: "client.baseURL", "CLIENT_BASE_URL",
            .address(
                "what stands for this server's /client at a CDN: http(s)://host[:port][/prefix], without a query",
                schemes: ["https", "http"]),
            into: \.server.clientBaseURL),
    ]

    private static let openAI = [
        SettingsKey(
            "openai.apiKey", "OPENAI_API_KEY", .secret("an OpenAI API key, without blanks"),
            into: \.openAI.apiKey, [.required, .secret]),
        SettingsKey(
            "openai.baseURL", "OPENAI_BASE_URL",
            .address(
                "an API address like https://api.openai.com/v1", schemes: ["https", "http", "wss", "ws"], query: true),
            into: \.openAI.baseURL),
        SettingsKey("openai.model", "OPENAI_MODEL", .word("a model's name, without blanks"), into: \.openAI.model),
        SettingsKey(
            "openai.premiumModel", "OPENAI_PREMIUM_MODEL", .word("a model's name, without blanks"),
            into: \.openAI.premiumModel),
        SettingsKey(
            "openai.frugalModel", "OPENAI_FRUGAL_MODEL", .word("a model's name, without blanks"),
            into: \.openAI.frugalModel),
        SettingsKey(
            "openai.transcriptionModel", "OPENAI_TRANSCRIPTION_MODEL", .word("a model's name, without blanks"),
            into: \.openAI.transcriptionModel),
        SettingsKey(
            "openai.summaryModel", "OPENAI_SUMMARY_MODEL", .modelOrNone, into: \.openAI.summaryModel),
        SettingsKey(
            optional: "openai.caFile", "OPENAI_CA_FILE", .readableFile("a readable PEM file of trust roots"),
            into: \.openAI.caFile, .path),
        SettingsKey(
            "openai.dialTimeoutMilliseconds", "OPENAI_DIAL_TIMEOUT_MILLISECONDS", .milliseconds(100...60_000),
            into: \.openAI.dialTimeout),
        SettingsKey(
            "openai.maxMessageBytes", "OPENAI_MAX_MESSAGE_BYTES", .wholeNumber(65_536...67_108_864, of: "bytes"),
            into: \.openAI.maxMessageBytes),
    ]

    private static let twilio = [
        SettingsKey(
            "twilio.authToken", "TWILIO_AUTH_TOKEN", .secret("the account's auth token, without blanks"),
            into: \.twilio.authToken, [.required, .secret]),
        SettingsKey(optional: "twilio.accountSid", "TWILIO_ACCOUNT_SID", .accountSID, into: \.twilio.accountSID),
        SettingsKey(
            "twilio.apiURL", "TWILIO_API_URL",
            .address("an API address like https://api.twilio.com", schemes: ["https", "http"]), into: \.twilio.apiURL),
        SettingsKey(
            "twilio.maxFrameBytes", "TWILIO_MAX_FRAME_BYTES", .wholeNumber(1024...1_048_576, of: "bytes"),
            into: \.twilio.maxFrameBytes),
        SettingsKey(
            "ticket.secret", "TICKET_SECRET", .secret("32 or more characters without blanks", atLeast: 32),
            into: \.tickets.secret, .secret, unset: "random for this process"),
        SettingsKey(
            "ticket.lifetimeSeconds", "TICKET_LIFETIME_SECONDS", .seconds(1...300), into: \.tickets.lifetime),
    ]

    private static let calls = [
        SettingsKey(
            "call.startTimeoutSeconds", "CALL_START_TIMEOUT_SECONDS", .seconds(1...60), into: \.calls.startTimeout),
        SettingsKey(
            "call.heldAudioMilliseconds", "CALL_HELD_AUDIO_MILLISECONDS", .milliseconds(100...60_000),
            into: \.calls.heldAudio),
        SettingsKey(
            "call.silenceSeconds", "CALL_SILENCE_SECONDS", CallFormats.silence, into: \.calls.manners.silence),
        SettingsKey(
            "call.maxMinutes", "CALL_MAX_MINUTES", CallFormats.maximumDuration,
            into: \.calls.manners.maximumDuration),
        SettingsKey(
            "call.warningSeconds", "CALL_WARNING_SECONDS", CallFormats.durationWarning,
            into: \.calls.manners.durationWarning),
        SettingsKey(
            "call.keypadPauseMilliseconds", "CALL_KEYPAD_PAUSE_MILLISECONDS", CallFormats.keypadPause,
            into: \.calls.manners.keypadPause),
        SettingsKey("model.redialSeconds", "MODEL_REDIAL_SECONDS", .seconds(1...60), into: \.calls.redial),
        SettingsKey("model.sessionSeconds", "MODEL_SESSION_SECONDS", .seconds(60...3420), into: \.calls.session),
    ]

    private static let admission = [
        SettingsKey("max.calls", "MAX_CALLS", CallFormats.calls, into: \.admission.calls, .live),
        SettingsKey(
            optional: "max.callsPerMinute", "MAX_CALLS_PER_MINUTE", CallFormats.callsPerMinute,
            into: \.admission.callsPerMinute, .live),
        SettingsKey(
            optional: "max.callsBurst", "MAX_CALLS_BURST", CallFormats.callsPerMinute, into: \.admission.burst, .live),
        SettingsKey(
            "max.connections", "MAX_CONNECTIONS", .wholeNumber(16...1_000_000, of: "connections"),
            into: \.server.maxConnections),
        SettingsKey(
            "max.connectionsPerPeer", "MAX_CONNECTIONS_PER_PEER", .wholeNumber(1...1_000_000, of: "connections"),
            into: \.server.maxConnectionsPerPeer),
        SettingsKey(
            "request.headSeconds", "REQUEST_HEAD_SECONDS", .seconds(1...300), into: \.server.requests.head),
        SettingsKey(
            "request.bodySeconds", "REQUEST_BODY_SECONDS", .seconds(1...300), into: \.server.requests.body),
        SettingsKey(
            "request.idleSeconds", "REQUEST_IDLE_SECONDS", .seconds(1...3600), into: \.server.requests.idle),
        SettingsKey(
            optional: "tenant.maxCalls", "TENANT_MAX_CALLS", CallFormats.calls,
            into: \.admission.tenant.concurrentCalls, .live),
        SettingsKey(
            optional: "tenant.maxCallsPerMinute", "TENANT_MAX_CALLS_PER_MINUTE", CallFormats.callsPerMinute,
            into: \.admission.tenant.callsPerMinute, .live),
        SettingsKey(
            optional: "tenant.callsBurst", "TENANT_CALLS_BURST", CallFormats.callsPerMinute,
            into: \.admission.tenant.burst, .live),
        SettingsKey(
            optional: "spend.softUsd", "SPEND_SOFT_USD", CallFormats.dollars, into: \.admission.tenant.dailySoft, .live),
        SettingsKey(
            optional: "spend.hardUsd", "SPEND_HARD_USD", CallFormats.dollars, into: \.admission.tenant.dailyHard, .live),
    ]

    private static let shedding = [
        SettingsKey(
            "shed.loopLagMilliseconds", "SHED_LOOP_LAG_MILLISECONDS", .milliseconds(10...600_000),
            into: \.admission.shed.loopLag, .live),
        SettingsKey(
            optional: "shed.memoryMegabytes", "SHED_MEMORY_MEGABYTES",
            CallFormats.megabytes, into: \.admission.shed.memoryBytes, .live,
            unset: "85 % of what this process may have"),
        SettingsKey(
            "shed.outboxPercent", "SHED_OUTBOX_PERCENT", .wholeNumber(1...100, of: "percent"),
            into: \.admission.shed.outboxPercent, .live),
    ]

    private static let turnDetection = [
        SettingsKey("vad.threshold", "VAD_THRESHOLD", CallFormats.threshold, into: \.calls.turnDetection.threshold),
        SettingsKey(
            "vad.prefixMilliseconds", "VAD_PREFIX_MILLISECONDS", CallFormats.prefix,
            into: \.calls.turnDetection.prefixMilliseconds),
        SettingsKey(
            "vad.silenceMilliseconds", "VAD_SILENCE_MILLISECONDS", CallFormats.turnSilence,
            into: \.calls.turnDetection.silenceMilliseconds),
    ]

    private static let tenants = [
        SettingsKey("agent.name", "AGENT_NAME", .text("a name, as spoken"), into: \.tenants.agentName),
        SettingsKey("tenants.file", "TENANTS_FILE", .text("a path"), into: \.tenants.file, .path),
        SettingsKey("greeting.warm", "GREETING_WARM", .flag, into: \.tenants.warmGreetings),
        SettingsKey(
            "declaredTools.allowPrivate", "DECLARED_TOOLS_ALLOW_PRIVATE", .flag,
            into: \.tenants.allowsPrivateTools),
    ]

    private static let tools = [
        SettingsKey(
            "tool.deadlineMilliseconds", "TOOL_DEADLINE_MILLISECONDS", .milliseconds(100...30_000),
            into: \.tools.deadline)
    ]

    private static let store = [
        SettingsKey(optional: "database.url", "DATABASE_URL", .database, into: \.store.databaseURL, .secret),
        SettingsKey(
            "database.toolConnections", "DATABASE_TOOL_CONNECTIONS", .wholeNumber(1...500, of: "connections"),
            into: \.store.toolConnections),
        SettingsKey(
            "database.recordConnections", "DATABASE_RECORD_CONNECTIONS", .wholeNumber(1...2, of: "connections"),
            into: \.store.recordConnections),
        SettingsKey(
            "database.otherConnections", "DATABASE_OTHER_CONNECTIONS", .wholeNumber(1...500, of: "connections"),
            into: \.store.otherConnections),
        SettingsKey("outbox.folder", "OUTBOX_FOLDER", .text("a path"), into: \.store.outboxFolder, .path),
        SettingsKey(
            "outbox.maxMegabytes", "OUTBOX_MAX_MEGABYTES", .wholeNumber(16...1_048_576, of: "megabytes"),
            into: \.store.outboxMegabytes),
    ]

    private static let access = [
        SettingsKey(
            optional: "ops.token", "OPS_TOKEN", .secret("16 or more characters without blanks", atLeast: 16),
            into: \.access.opsToken, .secret),
        SettingsKey(
            optional: "ops.readToken", "OPS_READ_TOKEN", .secret("16 or more characters without blanks", atLeast: 16),
            into: \.access.opsReadToken, .secret),
        SettingsKey(optional: "ops.port", "OPS_PORT", .wholeNumber(1...65_535), into: \.access.port),
        SettingsKey(
            "ops.host", "OPS_HOST", .word("an address to bind, like 127.0.0.1 or 0.0.0.0"), into: \.access.host),
    ]

    private static let log = [
        SettingsKey("log.level", "LOG_LEVEL", .choice, into: \.log.level, .live),
        SettingsKey("log.format", "LOG_FORMAT", .choice, into: \.log.format),
        SettingsKey("log.redact", "LOG_REDACT", .choice, into: \.log.privacy),
    ]

    private static let supabase = [
        SettingsKey(
            optional: "supabase.url", "SUPABASE_URL",
            .address("an address like https://project.supabase.co", schemes: ["http", "https"]),
            into: \.supabase.url),
        SettingsKey(
            optional: "supabase.key", "SUPABASE_KEY", .secret("a key, without blanks"), into: \.supabase.key, .secret),
    ]
}
