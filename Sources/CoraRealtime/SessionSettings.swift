import CoraCall
package import CoraTenant
package import NIOCore

/// How a session hears, speaks and thinks: the `session` object of `session.update`, whatever the model.
///
/// Every field is written every time, so that an update leaves nothing of an earlier one. The model itself is fixed by
/// the socket's URL.
package struct SessionSettings: Sendable, Equatable {
    /// What the model is told to be and do. Empty means no instructions, not the server's own.
    package var instructions: String
    /// A voice by name (`marin`), or a custom one by its id (`voice_...`). Frozen once the model has spoken.
    package var voice: String
    /// The format in which the caller's audio is sent.
    package var inputEncoding: AudioEncoding
    /// The format in which the model sends its audio.
    package var outputEncoding: AudioEncoding
    /// How the caller's words are transcribed; nil for not at all.
    package var transcription: Transcription?
    /// How the server finds the caller's turns; nil leaves commits and responses to the client.
    package var turnDetection: TurnDetection?
    /// The noise filter that audio passes before turn detection and the model; nil for none.
    package var noiseReduction: NoiseReduction?
    /// Speed of speech, 0.25 to 1.5. May change only between turns.
    package var speed: Double
    /// Most tokens in one response, 1 to 4096, tool calls included; nil for as many as the model can.
    package var maxOutputTokens: Int?
    /// The tools the model may call.
    package var tools: [ToolDescription]
    /// Servers of tools that the model's server calls by itself.
    package var remoteServers: [RemoteToolServer]
    /// How freely the model may call its tools.
    package var toolChoice: ToolChoice

    package init(
        instructions: String,
        voice: String = "marin",
        inputEncoding: AudioEncoding = .pcmu,
        outputEncoding: AudioEncoding = .pcmu,
        transcription: Transcription? = Transcription(),
        turnDetection: TurnDetection? = .server(ServerVAD()),
        noiseReduction: NoiseReduction? = nil,
        speed: Double = 1,
        maxOutputTokens: Int? = nil,
        tools: [ToolDescription] = [],
        remoteServers: [RemoteToolServer] = [],
        toolChoice: ToolChoice = .automatic
    ) {
        self.instructions = instructions
        self.voice = voice
        self.inputEncoding = inputEncoding
        self.outputEncoding = outputEncoding
        self.transcription = transcription
        self.turnDetection = turnDetection
        self.noiseReduction = noiseReduction
        self.speed = speed
        self.maxOutputTokens = maxOutputTokens
        self.tools = tools
        self.remoteServers = remoteServers
        self.toolChoice = toolChoice
    }

    /// Appends the session object as JSON, `{"type":"realtime",...}`.
    package func write(into buffer: inout ByteBuffer) {
        json.write(into: &buffer)
    }

    /// What the server would refuse in these settings, one sentence each; empty when it would refuse nothing. One bad
    /// field loses a whole `session.update`, tools and all, so check this before a call, not during one.
    package var problems: [String] {
        var problems: [String] = []
        if voice.isEmpty { problems.append("The voice is empty.") }
        if !(0.25...1.5).contains(speed) { problems.append("The speed \(speed) is not between 0.25 and 1.5.") }
        if let limit = maxOutputTokens, !(1...4096).contains(limit) {
            problems.append("The output token limit \(limit) is not between 1 and 4096.")
        }
        if let transcription, transcription.model.isEmpty {
            problems.append("The transcription model is empty.")
        }
        if case .server(let vad) = turnDetection { problems += vad.problems }
        return problems
    }
}

extension SessionSettings {
    /// How the caller's words are transcribed.
    package struct Transcription: Sendable, Equatable {
        /// The transcriber's name; see `ModelCatalog`.
        package var model: String
        /// The caller's language in ISO 639-1 (`en`); nil to let the transcriber find out.
        package var language: String?

        package init(model: String = ModelCatalog.defaultTranscriptionModel, language: String? = nil) {
            self.model = model
            self.language = language
        }
    }

    /// How the server finds where the caller's turn begins and ends. Its clock is the audio it is sent.
    package enum TurnDetection: Sendable, Equatable {
        /// By sound and silence (`server_vad`).
        case server(ServerVAD)
        /// By what is being said (`semantic_vad`).
        case semantic(SemanticVAD)
    }

    /// Turn detection by sound and silence.
    package struct ServerVAD: Sendable, Equatable {
        /// How loud counts as speech, 0 to 1.
        package var threshold: Double
        /// Milliseconds of audio kept from before the speech.
        package var prefixPaddingMilliseconds: Int
        /// Milliseconds of silence that end a turn. Always written, because the documented default and the observed one
        /// differ (500 and 200).
        package var silenceMilliseconds: Int
        /// Whether the end of a turn starts a response.
        package var createsResponse: Bool
        /// Whether speech cancels the response in progress.
        package var interruptsResponse: Bool

        package init(
            threshold: Double = 0.5,
            prefixPaddingMilliseconds: Int = 300,
            silenceMilliseconds: Int = 500,
            createsResponse: Bool = true,
            interruptsResponse: Bool = true
        ) {
            self.threshold = threshold
            self.prefixPaddingMilliseconds = prefixPaddingMilliseconds
            self.silenceMilliseconds = silenceMilliseconds
            self.createsResponse = createsResponse
            self.interruptsResponse = interruptsResponse
        }

        fileprivate var problems: [String] {
            var problems: [String] = []
            if !(0...1).contains(threshold) {
                problems.append("The VAD threshold \(threshold) is not between 0 and 1.")
            }
            if prefixPaddingMilliseconds < 0 { problems.append("The VAD prefix padding is negative.") }
            if silenceMilliseconds < 0 { problems.append("The VAD silence duration is negative.") }
            return problems
        }
    }

    /// Turn detection by what is being said.
    package struct SemanticVAD: Sendable, Equatable {
        /// How soon the model takes the turn; it waits at most 8, 4 or 2 seconds.
        package enum Eagerness: String, Sendable, Equatable, CaseIterable {
            /// Waits longest; `auto` is the same as `medium`.
            case low, medium, high, auto
        }

        /// How soon the model takes the turn.
        package var eagerness: Eagerness
        /// Whether the end of a turn starts a response.
        package var createsResponse: Bool
        /// Whether speech cancels the response in progress.
        package var interruptsResponse: Bool

        package init(
            eagerness: Eagerness = .auto, createsResponse: Bool = true, interruptsResponse: Bool = true
        ) {
            self.eagerness = eagerness
            self.createsResponse = createsResponse
            self.interruptsResponse = interruptsResponse
        }
    }

    /// The kinds of noise filter, by where the caller's microphone is.
    package enum NoiseReduction: String, Sendable, Equatable, CaseIterable {
        /// At the mouth: a handset or headset.
        case nearField = "near_field"
        /// Away from it: a speakerphone.
        case farField = "far_field"
    }
}
