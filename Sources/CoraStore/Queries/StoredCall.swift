package import CoraPostgres
package import CoraTenant

/// One call with everything that is kept of it.
package struct StoredCall: Sendable, Equatable {
    /// What a list shows of the call.
    package var listing: CallListing
    /// The tenant's agent, as the call introduced it; nil if the row does not say.
    package var agentName: String?
    /// The model that spoke.
    package var model: String?
    /// The model that wrote down the caller's words.
    package var transcriptionModel: String?
    /// The voice that the agent spoke in.
    package var voice: String?
    /// How many streams the call had; more than one if the caller was cut off and came back.
    package var streams: Int
    /// How the telephone call ended, in one word.
    package var termination: String?
    /// Whose doing the end was: `completed`, `caller_fault`, `model_fault` or `server_fault`.
    package var terminationResult: String?
    /// Details of the end.
    package var terminationDetail: String?
    /// The tokens that the call used, and their cost.
    package var usage: StoredUsage
    /// The frames of 20 ms that went over the line.
    package var frames: StoredFrames
    /// How often the caller spoke over the agent and stopped it.
    package var bargeIns: Int
    /// What the page of a web session measured; nil for a telephone, and where the page told nothing.
    package var page: PageFigures?
    /// What was said, in the order of the conversation; a tool's answer is a turn too.
    package var turns: [StoredTurn]
    /// The runs of tools, in the order of the conversation.
    package var tools: [StoredToolCall]
    /// What the agent claimed that no tool had done, in order.
    package var claims: [StoredClaim]
    /// The call's summary; nil if there is none yet.
    package var summary: StoredSummary?

    package init(listing: CallListing, turns: [StoredTurn] = [], tools: [StoredToolCall] = []) {
        self.listing = listing
        self.streams = 1
        self.usage = StoredUsage()
        self.frames = StoredFrames()
        self.bargeIns = 0
        self.turns = turns
        self.tools = tools
        self.claims = []
    }
}

/// A call's frames of sound.
package struct StoredFrames: Sendable, Equatable {
    /// Frames from the caller.
    package var received = 0
    /// Frames to the caller.
    package var sent = 0
    /// Frames from the caller that were dropped because the model was not ready for too long.
    package var dropped = 0

    package init() {}
}

/// What a call used and cost.
package struct StoredUsage: Sendable, Equatable {
    /// Audio tokens read, cached ones included.
    package var audioIn = 0
    /// Audio tokens read from the cache.
    package var cachedAudioIn = 0
    /// Audio tokens spoken.
    package var audioOut = 0
    /// Text tokens read, cached ones included.
    package var textIn = 0
    /// Text tokens read from the cache.
    package var cachedTextIn = 0
    /// Text tokens written.
    package var textOut = 0
    /// Responses of the model.
    package var responses = 0
    /// Tokens read in order to transcribe the caller's words.
    package var transcriptionIn = 0
    /// Tokens written in order to transcribe the caller's words.
    package var transcriptionOut = 0
    /// Milliseconds of sound transcribed, if transcription is billed by time.
    package var transcriptionMilliseconds = 0
    /// The part of the call's cost that is transcription, in US dollars; nil if not known.
    package var transcriptionCost: Double?

    package init() {}
}

/// Something said on a call, or a tool's answer.
package struct StoredTurn: Sendable, Equatable {
    /// When the turn was finished.
    package var time: PostgresTimestamp
    /// `user`, `assistant` or `tool`.
    package var role: String
    /// What was said.
    package var text: String
    /// What the caller heard of it; nil if they heard all of it.
    package var heard: String?
    /// How many milliseconds the caller had heard when the turn was cut off; nil if it was not.
    package var cutMilliseconds: Int?
    /// How long it took to say, in milliseconds.
    package var audioMilliseconds: Int?
    /// The turn's place in the conversation; nil if the row does not say.
    package var sequence: Int?
    /// The model's id of the tool call, by which a tool's turn belongs to its call.
    package var toolCallID: String?

    package init(
        time: PostgresTimestamp, role: String, text: String, heard: String? = nil, cutMilliseconds: Int? = nil,
        audioMilliseconds: Int? = nil, sequence: Int? = nil, toolCallID: String? = nil
    ) {
        self.time = time
        self.role = role
        self.text = text
        self.heard = heard
        self.cutMilliseconds = cutMilliseconds
        self.audioMilliseconds = audioMilliseconds
        self.sequence = sequence
        self.toolCallID = toolCallID
    }
}

/// A tool's call and its answer.
package struct StoredToolCall: Sendable, Equatable {
    /// When the model called the tool.
    package var time: PostgresTimestamp
    /// The tool's name.
    package var name: String
    /// The arguments, as JSON text.
    package var arguments: String
    /// The answer, as JSON text.
    package var result: String
    /// How long the run took.
    package var milliseconds: Int
    /// Whether the tool did what it was asked.
    package var isSuccess: Bool
    /// The run's place in the conversation; nil if the row does not say.
    package var sequence: Int?
    /// The model's id of the tool call.
    package var toolCallID: String?

    package init(
        time: PostgresTimestamp, name: String, arguments: String, result: String, milliseconds: Int, isSuccess: Bool,
        sequence: Int? = nil, toolCallID: String? = nil
    ) {
        self.time = time
        self.name = name
        self.arguments = arguments
        self.result = result
        self.milliseconds = milliseconds
        self.isSuccess = isSuccess
        self.sequence = sequence
        self.toolCallID = toolCallID
    }
}

/// Something the agent said was done, or under way, that no tool had done.
package struct StoredClaim: Sendable, Equatable {
    /// When the agent said it.
    package var time: PostgresTimestamp
    /// What it claimed: `booking`, `callback`, `message` or `transfer`.
    package var commitment: String
    /// The agent's words.
    package var sentence: String
    /// Whether the model was told of it at once.
    package var isCorrected: Bool

    package init(time: PostgresTimestamp, commitment: String, sentence: String, isCorrected: Bool) {
        self.time = time
        self.commitment = commitment
        self.sentence = sentence
        self.isCorrected = isCorrected
    }
}

/// A call's summary, as it is kept.
package struct StoredSummary: Sendable, Equatable {
    /// The summary's text.
    package var text: String
    /// How good a lead the caller is, 0–100.
    package var leadQuality: Int?
    /// What is to be done next.
    package var nextActions: [String]
    /// The properties that were spoken of.
    package var properties: [String]
    /// Who wrote it: `model`, or `record` if the model could not and the program computed it from what is stored.
    package var source: String
    /// The model that wrote it.
    package var model: String?
    /// The whole summary, as JSON text.
    package var json: String

    package init(
        text: String, leadQuality: Int? = nil, nextActions: [String] = [], properties: [String] = [],
        source: String = "model", model: String? = nil, json: String = "{}"
    ) {
        self.text = text
        self.leadQuality = leadQuality
        self.nextActions = nextActions
        self.properties = properties
        self.source = source
        self.model = model
        self.json = json
    }
}
