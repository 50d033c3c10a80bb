package import CoraWire

/// What the simulated model hears and says, turn by turn: a scenario's part, played by the model's stand-in.
package struct AgentScript: Sendable, Equatable {
    /// One turn of the caller and what the model makes of it.
    package struct Turn: Sendable, Equatable {
        /// What the caller said: the transcript of the audio of this turn.
        package var heard: String
        /// What the model says in answer; empty for a turn of tool calls only.
        package var says: String
        /// Milliseconds from `response.created` to the first delta.
        package var thinkingMilliseconds: Int
        /// The tool calls made in the same response, after `says`.
        package var toolCalls: [ToolCall]
        /// What the model says once the output of every tool call has arrived and the client has asked for a response.
        package var afterTools: String?

        package init(
            heard: String = "", says: String = "", thinkingMilliseconds: Int = 250, toolCalls: [ToolCall] = [],
            afterTools: String? = nil
        ) {
            self.heard = heard
            self.says = says
            self.thinkingMilliseconds = thinkingMilliseconds
            self.toolCalls = toolCalls
            self.afterTools = afterTools
        }
    }

    /// A call of one of the client's functions.
    package struct ToolCall: Sendable, Equatable {
        /// The function's name.
        package var name: String
        /// Its arguments, sent as the text of this value. A string is sent as it is, so that a script can send
        /// arguments that are not JSON.
        package var arguments: JSON

        package init(name: String, arguments: JSON = .object([:])) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// The turns, in the order in which the caller's turns are committed.
    package var turns: [Turn]
    /// What the model says when the script has run out.
    package var fallback: String

    package init(turns: [Turn] = [], fallback: String = "I have nothing more to say about that.") {
        self.turns = turns
        self.fallback = fallback
    }
}
