import CoraSpeech
import CoraWire
import NIOCore

/// A response in progress: the steps it still has to do, and what it has done.
struct ResponseRun: Sendable {
    /// Something to do at a time after the first delta.
    struct Step: Sendable {
        var delay: Duration
        var action: Action
    }

    /// What a response is made of.
    enum Action: Sendable {
        case openMessage
        case transcript(String)
        case audio(ByteBuffer, milliseconds: Int)
        case text(String)
        case closeMessage
        case call(AgentScript.ToolCall)
        /// A call that breaks off in the middle of its arguments.
        case halfCall(AgentScript.ToolCall)
        case mcpCall(MCPCall)
        case finish(Outcome)
    }

    /// How a response ends.
    enum Outcome: Sendable, Equatable {
        case completed
        case outOfTokens
        /// The content filter ended it.
        case filtered
        case turnDetected
        case clientCancelled
        /// It failed; the wait is the one that a rate limit names.
        case failed(StandInFaults.ResponseFailure, wait: Duration? = nil)
    }

    /// The message being spoken or written.
    struct OpenMessage: Sendable {
        var id: String
        var outputIndex: Int
        var text = ""
    }

    let id: String
    /// The response's number in the session, counted from 0.
    let number: Int
    let parameters: StandInResponseParameters
    /// When the first delta is due.
    var start: Duration
    var steps: ArraySlice<Step>
    /// The tokens the model has been given and has made.
    var usage: StandInUsage
    /// The finished items.
    var output: [JSON] = []
    var message: OpenMessage?
    /// The message that was closed last.
    var lastMessage: OpenMessage?
    var sentMilliseconds = 0
    /// The turn of the script that this answers, if any.
    var turn: AgentScript.Turn?
    /// What goes wrong with it.
    var fault: ResponseFault?
    /// Whether its messages are written.
    var isText: Bool
    /// An event to send so long after its `response.done`.
    var afterDone: (delay: Duration, type: String, members: [String: JSON])?

    init(
        id: String, number: Int, parameters: StandInResponseParameters, start: Duration,
        steps: ArraySlice<Step> = [], usage: StandInUsage = StandInUsage(), fault: ResponseFault? = nil
    ) {
        self.id = id
        self.number = number
        self.parameters = parameters
        self.start = start
        self.steps = steps
        self.usage = usage
        self.fault = fault
        isText = parameters.isText || fault == .textOnly
    }

    /// When the next step is due; nil when there is none.
    var nextDeadline: Duration? { steps.first.map { start + $0.delay } }

    /// Takes the next step if it is due.
    mutating func nextStep(at now: Duration) -> Action? {
        guard let deadline = nextDeadline, deadline <= now else { return nil }
        return steps.popFirst()?.action
    }

    /// The response object (reference, 5.1); the outcome is nil while it is in progress.
    func object(conversation: String, outcome: Outcome?) -> JSON {
        [
            "object": "realtime.response", "id": .string(id), "status": .string(outcome?.status ?? "in_progress"),
            "status_details": outcome?.details ?? .null,
            "conversation_id": parameters.isOutOfBand ? .null : .string(conversation),
            "output_modalities": parameters.modalities, "max_output_tokens": parameters.maximumOutputTokens,
            "audio": ["output": ["format": parameters.format, "voice": parameters.voiceName]],
            "metadata": parameters.metadata, "output": .array(output),
            "usage": outcome == nil ? .null : usage.object,
        ]
    }
}

extension ResponseRun.Outcome {
    var status: String {
        switch self {
        case .completed: "completed"
        case .outOfTokens, .filtered: "incomplete"
        case .turnDetected, .clientCancelled: "cancelled"
        case .failed: "failed"
        }
    }

    var details: JSON {
        switch self {
        case .completed: .null
        case .outOfTokens: ["type": "incomplete", "reason": "max_output_tokens"]
        case .filtered: ["type": "incomplete", "reason": "content_filter"]
        case .turnDetected: ["type": "cancelled", "reason": "turn_detected"]
        case .clientCancelled: ["type": "cancelled", "reason": "client_cancelled"]
        case .failed(let failure, let wait): ["type": "failed", "error": failure.error(wait: wait)]
        }
    }
}

extension StandInFaults.ResponseFailure {
    /// The `error` of a failed response; `wait` is the one that a rate limit names.
    func error(wait: Duration?) -> JSON {
        switch self {
        case .rateLimitExceeded:
            [
                "type": "requests", "code": .string(rawValue),
                "message": .string(
                    "Rate limit reached for requests per minute. Please try again in "
                        + "\((wait ?? .milliseconds(1_200)).tenthsOfSeconds)s."),
            ]
        case .serverError:
            [
                "type": "server_error", "code": .string(rawValue),
                "message": "The server had an error while processing your request. Sorry about that!",
            ]
        case .insufficientQuota:
            [
                "type": "invalid_request_error", "code": .string(rawValue),
                "message": "You exceeded your current quota, please check your plan and billing details.",
            ]
        }
    }
}

extension Duration {
    /// The duration in seconds, rounded up to a tenth: `4.2`.
    var tenthsOfSeconds: String {
        let tenths = (milliseconds + 99) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// What a response is to be: the session's settings, overridden by those of `response.create`.
struct StandInResponseParameters: Sendable, Equatable {
    var isOutOfBand: Bool
    var modalities: JSON
    var format: JSON
    var voice: JSON
    var maximumOutputTokens: JSON
    var metadata: JSON
    /// The response's own instructions; nil to keep the session's.
    var instructions: String?
    /// Items that replace the conversation as context.
    var input: [JSON]?

    init(settings: StandInSettings, request: JSON = .object([:])) {
        isOutOfBand = request["conversation"]?.string == "none"
        modalities = request["output_modalities"] ?? settings.modalities
        format = settings.outputFormat(request["audio"]?["output"]?["format"])
        voice = request["audio"]?["output"]?["voice"] ?? settings.voice
        maximumOutputTokens = request["max_output_tokens"] ?? settings.object["max_output_tokens"] ?? "inf"
        metadata = request["metadata"] ?? .null
        instructions = request["instructions"]?.string
        input = request["input"]?.array
    }

    var isText: Bool { modalities == ["text"] }

    /// The voice as responses show it: its name, or the id of a custom voice.
    var voiceName: JSON { voice["id"] ?? voice }
}
