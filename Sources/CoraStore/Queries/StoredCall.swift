package import CoraPostgres

/// One call with all that is kept of it.
package struct StoredCall: Sendable, Equatable {
    /// What a list shows of it.
    package var listing: CallListing
    /// The tenant's agent, as the call introduced it; nil if the row does not say.
    package var agentName: String?
    /// The model that spoke.
    package var model: String?
    /// The model that wrote down the caller's words.
    package var transcriptionModel: String?
    /// The voice it spoke in.
    package var voice: String?
    /// Streams it had: over one, the caller was cut off and came back.
    package var streams: Int
    /// How the telephone call ended, in one word.
    package var termination: String?
    /// Whose doing that was: `completed`, `caller_fault`, `model_fault` or `server_fault`.
    package var terminationResult: String?
    /// More of it.
    package var terminationDetail: String?
    /// Tokens and money.
    package var usage: StoredUsage
    /// Frames of 20 ms that came from the caller, went there, and did not get there.
    package var frames: StoredFrames
    /// How often the caller spoke over the agent and stopped it.
    package var bargeIns: Int
    /// What was said, in the order of the conversation; a tool's answer is a turn too.
    package var turns: [StoredTurn]
    /// What tools were asked and answered, in the same order.
    package var tools: [StoredToolCall]
    /// What the agent claimed and no tool had done, in order.
    package var claims: [StoredClaim]
    /// What it came to; nil if nobody has summed it up yet.
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
    /// From the caller.
    package var received = 0
    /// To the caller.
    package var sent = 0
    /// From the caller, thrown away because the model was not ready for too long.
    package var dropped = 0

    package init() {}
}

/// What a call used and cost.
package struct StoredUsage: Sendable, Equatable {
    /// Audio tokens read, those from the cache among them.
    package var audioIn = 0
    /// Of those, from the cache.
    package var cachedAudioIn = 0
    /// Audio tokens spoken.
    package var audioOut = 0
    /// Text tokens read, those from the cache among them.
    package var textIn = 0
    /// Of those, from the cache.
    package var cachedTextIn = 0
    /// Text tokens written.
    package var textOut = 0
    /// Responses of the model.
    package var responses = 0
    /// Tokens read to write down the caller's words.
    package var transcriptionIn = 0
    /// Tokens written for it.
    package var transcriptionOut = 0
    /// Milliseconds of sound, where transcription is billed by time.
    package var transcriptionMilliseconds = 0
    /// What transcription cost, in US dollars, within the call's cost; nil if not known.
    package var transcriptionCost: Double?

    package init() {}
}

/// Something said on a call, or a tool's answer.
package struct StoredTurn: Sendable, Equatable {
    /// When it was finished.
    package var time: PostgresTimestamp
    /// `user`, `assistant` or `tool`.
    package var role: String
    /// What was said.
    package var text: String
    /// What the caller heard of it; nil if all of it.
    package var heard: String?
    /// Milliseconds the caller had heard when it was cut; nil if it was not.
    package var cutMilliseconds: Int?
    /// How long it took to say, in milliseconds.
    package var audioMilliseconds: Int?
    /// Its place in the conversation; nil if the row does not say.
    package var sequence: Int?
    /// Ties a tool's turn to its call.
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
    /// When it was asked for.
    package var time: PostgresTimestamp
    /// The tool.
    package var name: String
    /// The arguments, as JSON text.
    package var arguments: String
    /// The answer, as JSON text.
    package var result: String
    /// How long it took.
    package var milliseconds: Int
    /// Whether it did what it was asked.
    package var isSuccess: Bool
    /// Its place in the conversation; nil if the row does not say.
    package var sequence: Int?
    /// The model's id of it.
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

/// Something the agent said was done, or on its way, that no tool had done.
package struct StoredClaim: Sendable, Equatable {
    /// When.
    package var time: PostgresTimestamp
    /// `booking`, `callback`, `message` or `transfer`.
    package var commitment: String
    /// The agent's words.
    package var sentence: String
    /// Whether the model was told at once.
    package var isCorrected: Bool

    package init(time: PostgresTimestamp, commitment: String, sentence: String, isCorrected: Bool) {
        self.time = time
        self.commitment = commitment
        self.sentence = sentence
        self.isCorrected = isCorrected
    }
}

/// What a call came to, as it is kept.
package struct StoredSummary: Sendable, Equatable {
    /// The words.
    package var text: String
    /// How good a lead the caller is, 0–100.
    package var leadQuality: Int?
    /// What is to be done next.
    package var nextActions: [String]
    /// The properties that were spoken of.
    package var properties: [String]
    /// `model`, or `record` where the model could not and it was put together from what is stored.
    package var source: String
    /// The model that wrote it.
    package var model: String?
    /// All of it, as JSON text.
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
