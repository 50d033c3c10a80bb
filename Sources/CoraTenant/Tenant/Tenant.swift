/// One business that CORA answers for: everything that a call needs to know of it.
package struct Tenant: Sendable, Equatable {
    /// Stable name, used in records and logs.
    package var id: String
    /// The numbers that callers dial to reach it, E.164.
    package var numbers: [String]
    /// The person whose phone this is, as spoken.
    package var agentName: String
    /// The assistant's own name, as spoken.
    package var brandName: String
    /// What the agent says first; `${agentDisplayName}` and `${brandName}` are replaced.
    package var greetingTemplate: String
    /// The instructions for the model, a template (``AgentPrompt``).
    package var instructions: String
    /// The tenant's own words for fixed sentences, with placeholders as in the greeting; those that are missing are
    /// CORA's (``sentence(_:)``).
    package var phrases: [Phrase: String]
    /// The spoken language, ISO 639-1.
    package var language: String
    /// The name of the model's voice.
    package var voice: String
    /// The model's name; nil for the instance's default.
    package var model: String?
    /// The name of the model that takes a call over when the tenant's own cannot be reached; nil for none.
    package var fallbackModel: String?
    /// The API's address for that model, as the instance's own is written takes it; nil for the instance's.
    package var fallbackBaseURL: String?
    /// How audio is written on the model's socket.
    package var encoding: AudioEncoding
    /// When the model decides that the caller speaks, and that they have finished.
    package var turnDetection: TurnDetectionPolicy
    /// The name of the model that transcribes what the caller says; nil for the instance's default.
    package var transcriptionModel: String?
    /// A person's number, E.164, for callers who need one.
    package var humanNumber: String?
    /// Whether `0` on the keypad asks for that person.
    package var zeroMeansHuman: Bool
    /// The numbers behind the queues of `transfer_to_human`, E.164; see ``TransferPlan`` for queues without one.
    package var humanNumbers: [HumanQueue: String]
    /// The business's time zone, an IANA name.
    package var timeZone: String
    /// When the business is open, in that zone; nil for always.
    package var businessHours: BusinessHours?
    /// The tools its calls may use, by name; nil for all.
    package var toolsAllowed: [String]?
    /// Tools that the tenant adds by configuration.
    package var declaredTools: [DeclaredTool]
    /// Tool servers that OpenAI calls by itself.
    package var mcpServers: [RemoteToolServer]
    /// How long a call waits for silence and keypad digits, and how long it may be.
    package var manners: PhoneManners
    /// How much of the instance the tenant may use, and what it may cost.
    package var limits: TenantLimits
    /// Whether callers may come from browsers, and from which pages.
    package var web: WebLine

    package init(
        id: String, numbers: [String], agentName: String, brandName: String = "CORA",
        greetingTemplate: String = Tenant.defaultGreeting, instructions: String = "", phrases: [Phrase: String] = [:],
        language: String = "en", voice: String = "marin", model: String? = nil, fallbackModel: String? = nil,
        fallbackBaseURL: String? = nil, encoding: AudioEncoding = .pcmu,
        turnDetection: TurnDetectionPolicy = TurnDetectionPolicy(), transcriptionModel: String? = nil,
        humanNumber: String? = nil, zeroMeansHuman: Bool = false, humanNumbers: [HumanQueue: String] = [:],
        timeZone: String = "UTC", businessHours: BusinessHours? = nil, toolsAllowed: [String]? = nil,
        declaredTools: [DeclaredTool] = [], mcpServers: [RemoteToolServer] = [],
        manners: PhoneManners = PhoneManners(), limits: TenantLimits = TenantLimits(),
        web: WebLine = WebLine()
    ) {
        self.id = id
        self.numbers = numbers
        self.agentName = agentName
        self.brandName = brandName
        self.greetingTemplate = greetingTemplate
        self.instructions = instructions
        self.phrases = phrases
        self.language = language
        self.voice = voice
        self.model = model
        self.fallbackModel = fallbackModel
        self.fallbackBaseURL = fallbackBaseURL
        self.encoding = encoding
        self.turnDetection = turnDetection
        self.transcriptionModel = transcriptionModel
        self.humanNumber = humanNumber
        self.zeroMeansHuman = zeroMeansHuman
        self.humanNumbers = humanNumbers
        self.timeZone = timeZone
        self.businessHours = businessHours
        self.toolsAllowed = toolsAllowed
        self.declaredTools = declaredTools
        self.mcpServers = mcpServers
        self.manners = manners
        self.limits = limits
        self.web = web
    }

    /// The greeting of tenants that have none of their own. Tenants with another language of CORA's greet in that one.
    package static let defaultGreeting =
        "Hi, you've reached ${agentDisplayName}. I'm ${brandName}, their AI assistant. How can I help today?"

    private static let defaultGreetingInSpanish =
        "Hola, se ha comunicado con ${agentDisplayName}. Soy ${brandName}, su asistente de IA. ¿En qué puedo ayudarle?"

    /// The greeting as the agent says it, with the names filled in.
    package var greeting: String {
        let isDefault = greetingTemplate == Self.defaultGreeting && sentenceLanguage == .spanish
        return filled(isDefault ? Self.defaultGreetingInSpanish : greetingTemplate)
    }

    /// A text of the tenant's, with its two names in place of their placeholders.
    package func filled(_ template: String) -> String {
        Self.fill(template, ["agentDisplayName": agentName, "brandName": brandName])
    }

    /// Replaces each `${name}` that has a value; others stay as they stand.
    package static func fill(_ template: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstRange(ofDollarBrace: ()) {
            result += rest[..<open.lowerBound]
            let after = rest[open.upperBound...]
            guard let close = after.firstIndex(of: "}") else {
                return result + rest[open.lowerBound...]
            }
            let name = String(after[..<close])
            result += values[name] ?? "${\(name)}"
            rest = after[after.index(after: close)...]
        }
        return result + rest
    }
}

extension Substring {
    fileprivate func firstRange(ofDollarBrace: Void) -> Range<Index>? {
        var from = startIndex
        while let dollar = self[from...].firstIndex(of: "$") {
            let next = index(after: dollar)
            if next < endIndex, self[next] == "{" { return dollar..<index(after: next) }
            from = next
        }
        return nil
    }
}

/// When the model decides that the caller speaks, and that they have finished (the Realtime API's `server_vad`).
package struct TurnDetectionPolicy: Sendable, Equatable {
    /// How loud a sound has to be to count as speech, 0–1: higher for noisy lines.
    package var threshold: Double
    /// Milliseconds of audio kept from before speech was noticed.
    package var prefixMilliseconds: Int
    /// Milliseconds of silence that end a turn.
    package var silenceMilliseconds: Int

    package init(threshold: Double = 0.5, prefixMilliseconds: Int = 300, silenceMilliseconds: Int = 500) {
        self.threshold = threshold
        self.prefixMilliseconds = prefixMilliseconds
        self.silenceMilliseconds = silenceMilliseconds
    }
}

/// How long a call waits for silence and keypad digits, and how long it may be.
package struct PhoneManners: Sendable, Equatable {
    /// How long both sides are quiet before the caller is asked whether they are still there. They are asked twice,
    /// then the call ends.
    package var silence: CallDuration
    /// The longest time of a call.
    package var maximumDuration: CallDuration
    /// How long before that end the caller is warned.
    package var durationWarning: CallDuration
    /// The pause that ends a row of keypad digits.
    package var keypadPause: CallDuration

    package init(
        silence: CallDuration = .seconds(8), maximumDuration: CallDuration = .seconds(30 * 60),
        durationWarning: CallDuration = .seconds(60),
        keypadPause: CallDuration = .milliseconds(1500)
    ) {
        self.silence = silence
        self.maximumDuration = maximumDuration
        self.durationWarning = durationWarning
        self.keypadPause = keypadPause
    }
}
