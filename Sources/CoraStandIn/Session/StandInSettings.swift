import CoraWire

/// The effective configuration of a session: the session object itself, and what the stand-in reads from it.
struct StandInSettings: Sendable, Equatable {
    /// When a turn ends, and what happens then (reference, 2.4).
    struct TurnDetection: Sendable, Equatable {
        var threshold: Double
        var prefixPaddingMilliseconds: Int
        var silenceMilliseconds: Int
        var idleTimeoutMilliseconds: Int?
        var createsResponse: Bool
        var interruptsResponse: Bool
    }

    /// The session object as `session.created` and `session.updated` carry it.
    private(set) var object: JSON
    /// Whether the session is a call, whose audio is Opus whatever the formats say: here it is PCM for the peer helper.
    private let isCall: Bool

    init(session: String, model: String, expiresAt: Int, isCall: Bool = false) {
        self.isCall = isCall
        object = [
            "type": "realtime", "object": "realtime.session", "id": .string(session), "model": .string(model),
            "output_modalities": ["audio"],
            "instructions": "You are a helpful, witty and friendly voice assistant. Talk quickly.",
            "tools": [], "tool_choice": "auto", "max_output_tokens": "inf", "tracing": .null, "truncation": "auto",
            "prompt": .null, "expires_at": .int(expiresAt), "include": .null,
            "audio": [
                "input": [
                    "format": ["type": "audio/pcm", "rate": 24_000], "transcription": .null, "noise_reduction": .null,
                    "turn_detection": Self.completed(["type": "server_vad"]),
                ],
                "output": ["format": ["type": "audio/pcm", "rate": 24_000], "voice": "alloy", "speed": 1.0],
            ],
        ]
    }

    var inputFormat: AudioFormat { isCall ? .pcm : AudioFormat(object["audio"]?["input"]?["format"]) }

    /// The format of a response that asks for this one.
    func outputFormat(_ asked: JSON?) -> JSON {
        if isCall { return ["type": "audio/pcm", "rate": 24_000] }
        return asked ?? object["audio"]?["output"]?["format"] ?? .null
    }

    var voice: JSON { object["audio"]?["output"]?["voice"] ?? .null }

    var modalities: JSON { object["output_modalities"] ?? ["audio"] }

    var instructions: String { object["instructions"]?.string ?? "" }

    /// The transcription model; `""` when the client leaves it to the server, nil when transcription is off.
    var transcriptionModel: String? {
        guard let transcription = object["audio"]?["input"]?["transcription"], !transcription.isNull else { return nil }
        return transcription["model"]?.string ?? ""
    }

    /// Turn detection; nil when the client commits by itself. `semantic_vad` is imitated by a longer silence, because
    /// the stand-in cannot tell whether a sentence is over.
    var turnDetection: TurnDetection? {
        guard let detection = object["audio"]?["input"]?["turn_detection"], !detection.isNull else { return nil }
        let patience = ["low": 1_200, "medium": 600, "auto": 600, "high": 300]
        let semanticSilence = detection["eagerness"]?.string.flatMap { patience[$0] } ?? 600
        return TurnDetection(
            threshold: detection["threshold"]?.double ?? 0.5,
            prefixPaddingMilliseconds: detection["prefix_padding_ms"]?.int ?? 300,
            silenceMilliseconds: detection["silence_duration_ms"]?.int ?? semanticSilence,
            idleTimeoutMilliseconds: detection["idle_timeout_ms"]?.int,
            createsResponse: detection["create_response"]?.bool ?? true,
            interruptsResponse: detection["interrupt_response"]?.bool ?? true)
    }

    /// These settings changed by an update that has passed the schema.
    ///
    /// - Throws: ``APIError`` for what only the session can check; the settings then stay as they were.
    func updated(by update: JSON, voiceIsLocked: Bool) throws(APIError) -> StandInSettings {
        if let model = update["model"], model != object["model"] {
            throw APIError(
                code: "invalid_value", message: "Cannot change the model of a running session.",
                parameter: "session.model")
        }
        if let tracing = update["tracing"], let current = object["tracing"], !current.isNull, tracing != current {
            throw APIError(
                code: "invalid_value", message: "Tracing cannot be changed once it is enabled.",
                parameter: "session.tracing")
        }
        if voiceIsLocked, let voice = update["audio"]?["output"]?["voice"], voice != self.voice {
            throw Self.voiceLocked
        }
        var updated = self
        updated.object = Self.merged(object, with: update)
        return updated
    }

    /// The refusal of a new voice after the model has spoken.
    static let voiceLocked = APIError(
        code: "cannot_update_voice",
        message: "Cannot update a conversation's voice if assistant audio is present.",
        parameter: "session.audio.output.voice")

    /// A deep merge: members of objects are merged by name, all other values are replaced. An object of another `type`
    /// replaces the old one as a whole.
    private static func merged(_ old: JSON, with new: JSON) -> JSON {
        guard let newMembers = new.object else { return new }
        guard let oldMembers = old.object, new["type"] == nil || old["type"] == nil || old["type"] == new["type"] else {
            return completed(new)
        }
        return completed(.object(oldMembers.merging(newMembers) { merged($0, with: $1) }))
    }

    /// Turn detection with the defaults of its kind; any other object unchanged.
    private static func completed(_ object: JSON) -> JSON {
        guard let members = object.object, let kind = object["type"]?.string, let defaults = defaults[kind] else {
            return object
        }
        return .object(defaults.merging(members) { _, given in given })
    }

    private static let defaults: [String: [String: JSON]] = [
        "server_vad": [
            "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 200, "idle_timeout_ms": .null,
            "create_response": true, "interrupt_response": true,
        ],
        "semantic_vad": ["eagerness": "auto", "create_response": true, "interrupt_response": true],
    ]
}
