/// One business that CORA answers for: everything a call needs to know of it, and nothing of how it is stored.
package struct Tenant: Sendable, Equatable {
    /// Stable name, used in records and logs.
    package var id: String
    /// The dialled numbers that reach it, E.164.
    package var numbers: [String]
    /// The person whose phone this is, as spoken.
    package var agentName: String
    /// The assistant's own name, as spoken.
    package var brandName: String
    /// What is said first; `${agentDisplayName}` and `${brandName}` are replaced.
    package var greetingTemplate: String
    /// What the model is told to be.
    package var instructions: String
    /// The spoken language, ISO 639-1.
    package var language: String
    /// The model's voice.
    package var voice: String
    /// The model, by name; nil for the instance's default.
    package var model: String?
    /// How audio is written on the model's socket.
    package var encoding: AudioEncoding
    /// When the model takes the caller to speak and to have finished.
    package var turnDetection: TurnDetectionPolicy
    /// The model that writes down what the caller says; nil for the instance's default.
    package var transcriptionModel: String?
    /// A person's number, E.164, for callers who need one.
    package var humanNumber: String?
    /// Whether `0` on the keypad asks for that person.
    package var zeroMeansHuman: Bool
    /// The people behind the queues of `transfer_to_human`, E.164; a queue without a number leads to `humanNumber`.
    package var humanNumbers: [HumanQueue: String]
    /// The time zone it lives in, an IANA name.
    package var timeZone: String
    /// When somebody is there, in that zone; nil for always.
    package var businessHours: BusinessHours?
    /// The tools its calls may use, by name; nil for all.
    package var toolsAllowed: [String]?
    /// Tools of its own, which are only configuration.
    package var declaredTools: [DeclaredTool]
    /// Servers of tools that the model's side calls by itself.
    package var mcpServers: [RemoteToolServer]
    /// What happens on the phone when nobody types, speaks or stops.
    package var manners: PhoneManners
    /// What it may have of the instance, and may cost.
    package var limits: TenantLimits

    package init(
        id: String, numbers: [String], agentName: String, brandName: String = "CORA",
        greetingTemplate: String = Tenant.defaultGreeting, instructions: String = "", language: String = "en",
        voice: String = "marin", model: String? = nil, encoding: AudioEncoding = .pcmu,
        turnDetection: TurnDetectionPolicy = TurnDetectionPolicy(), transcriptionModel: String? = nil,
        humanNumber: String? = nil, zeroMeansHuman: Bool = false, humanNumbers: [HumanQueue: String] = [:],
        timeZone: String = "UTC", businessHours: BusinessHours? = nil, toolsAllowed: [String]? = nil,
        declaredTools: [DeclaredTool] = [], mcpServers: [RemoteToolServer] = [],
        manners: PhoneManners = PhoneManners(), limits: TenantLimits = TenantLimits()
    ) {
        self.id = id
        self.numbers = numbers
        self.agentName = agentName
        self.brandName = brandName
        self.greetingTemplate = greetingTemplate
        self.instructions = instructions
        self.language = language
        self.voice = voice
        self.model = model
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
    }

    /// The greeting where a tenant has none of its own.
    package static let defaultGreeting =
        "Hi, you've reached ${agentDisplayName}. I'm ${brandName}, their AI assistant. How can I help today?"

    /// The greeting as it is spoken.
    package var greeting: String {
        Self.fill(greetingTemplate, ["agentDisplayName": agentName, "brandName": brandName])
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

/// When the model takes the caller to speak and to have finished (the Realtime API's `server_vad`).
package struct TurnDetectionPolicy: Sendable, Equatable {
    /// How loud speech is, 0–1: higher for noisy lines.
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

/// How a call behaves when nobody types, speaks or stops.
package struct PhoneManners: Sendable, Equatable {
    /// Quiet on both sides before the caller is asked whether they are still there; asked twice, then goodbye.
    package var silence: CallDuration
    /// How long a call may be.
    package var maximumDuration: CallDuration
    /// How long before that end the caller is told.
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
