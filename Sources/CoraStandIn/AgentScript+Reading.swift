package import CoraSpeech
import CoraWire

extension AgentScript {
    /// A short call with a tool in its second turn, played when no script is given and by the interop test.
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

    /// The turn with that index, counted from 0; nil when the script has run out.
    func turn(_ index: Int) -> Turn? {
        turns.indices.contains(index) ? turns[index] : nil
    }

    /// Every sentence that the model may say in answer to a turn.
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

extension AgentScript.ToolCall {
    /// The arguments as text, as they go over the wire.
    var argumentText: String { arguments.string ?? arguments.text }
}
