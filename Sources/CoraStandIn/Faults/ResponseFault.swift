package import CoraSpeech

/// What befalls a response.
package enum ResponseFault: Sendable, Equatable {
    /// Why a response is incomplete (reference, 5.1).
    package enum Incompleteness: String, Sendable, Equatable, CaseIterable {
        /// The limit of tokens was reached.
        case maxOutputTokens = "max_output_tokens"
        /// The content was not let through.
        case contentFilter = "content_filter"
    }

    /// It is asked for, or due after a turn, and there is none: not even an error.
    case ignored
    /// It begins so much later.
    case slow(Duration)
    /// It stops after so many milliseconds of its audio, 0 for right after `response.created`, and never ends by itself.
    case stalls(afterAudioMilliseconds: Int = 0)
    /// It fails. With a wait, only for `rate_limit_exceeded`, `rate_limits.updated` names it as well, and every response
    /// of the session within that time fails alike.
    case failed(StandInFaults.ResponseFailure, wait: Duration? = nil)
    /// It ends after so many milliseconds of its audio, and in the middle of the arguments of `call`, if there is one.
    case incomplete(Incompleteness, afterAudioMilliseconds: Int = 0, call: AgentScript.ToolCall? = nil)
    /// It is completed without output.
    case empty
    /// It is written instead of spoken: `output_text` and no audio, though audio was asked for.
    case textOnly
    /// Its function calls are delivered again, so long after the client's output for each: under the same item or under
    /// another one, always with the same `call_id`.
    case callAgain(after: Duration = .zero, asNewItem: Bool = false)
    /// It goes on until the caller speaks; this call is delivered after `speech_started`, before its `response.done`.
    case callAfterSpeech(AgentScript.ToolCall)
    /// The server calls a tool of a remote MCP server in it.
    case mcpCall(MCPCall)
}

/// A call of a remote tool, which the server makes by itself.
package struct MCPCall: Sendable, Equatable {
    /// The `server_label`.
    package var server: String
    /// The tool and its arguments.
    package var call: AgentScript.ToolCall
    /// What the tool answers; nil for a call that fails.
    package var output: String?
    /// How long after its `response.done` the call's end is told; nil for before it.
    package var endsAfterDone: Duration?

    package init(
        server: String, call: AgentScript.ToolCall, output: String? = "{}", endsAfterDone: Duration? = nil
    ) {
        self.server = server
        self.call = call
        self.output = output
        self.endsAfterDone = endsAfterDone
    }
}
