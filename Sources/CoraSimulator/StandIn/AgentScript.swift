package import CoraWire

/// What the stand-in hears and says, turn by turn.
package struct AgentScript: Sendable, Equatable {
    /// One turn of the caller and what the model makes of it.
    package struct Turn: Sendable, Equatable {
        /// What the caller said: the transcript of the audio of this turn.
        package var heard: String
        /// What is said in answer; empty for a turn of tool calls only.
        package var says: String
        /// Milliseconds from `response.created` to the first delta.
        package var thinkingMilliseconds: Int
        /// Calls made in the same response, after what is said.
        package var toolCalls: [ToolCall]
        /// What is said once the output of every tool call has arrived and the client has asked for a response.
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

        /// The arguments as they go over the wire.
        var argumentText: String { arguments.string ?? arguments.text }
    }

    /// The turns, in the order in which the caller's turns are committed.
    package var turns: [Turn]
    /// What is said when the script has run out.
    package var fallback: String

    package init(turns: [Turn] = [], fallback: String = "I have nothing more to say about that.") {
        self.turns = turns
        self.fallback = fallback
    }

    /// A short call with a tool in its second turn, for when there is no script; the interop test plays it too.
    package static let example = AgentScript(turns: [
        Turn(
            heard: "Hello, I have a question about my order.",
            says: "Of course, I am happy to look that up for you. What is the number of your order, please?"),
        Turn(
            heard: "It is order A seventeen.", says: "One moment.",
            toolCalls: [ToolCall(name: "lookup_order", arguments: ["order": "A17"])],
            afterTools: "Good news: it has shipped, and it arrives on Thursday."),
        Turn(heard: "Thank you, that is all.", says: "You are very welcome. Have a good day."),
    ])

    /// The turn at that place, counted from 0; nil when the script has run out.
    func turn(_ index: Int) -> Turn? {
        turns.indices.contains(index) ? turns[index] : nil
    }

    /// Everything that may be said in answer to a turn.
    var sentences: [String] {
        turns.flatMap { [$0.says, $0.afterTools ?? ""] }.filter { !$0.isEmpty } + [fallback]
    }

    /// The sentence in straight quotes after `Say`, as in `Say exactly: "Hello."`; nil when there is none.
    static func quotedSentence(in text: String) -> String? {
        let words = text.split(whereSeparator: { !$0.isLetter && $0 != "\"" })
        guard let say = words.first(where: { $0.lowercased() == "say" }) else { return nil }
        let rest = text[say.endIndex...]
        guard let opening = rest.firstIndex(of: "\"") else { return nil }
        let sentence = rest[rest.index(after: opening)...]
        guard let closing = sentence.firstIndex(of: "\""), closing > sentence.startIndex else { return nil }
        return String(sentence[..<closing])
    }
}
