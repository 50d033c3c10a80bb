/// What a new session of the model is told of a call: after a lost session, at a roll-over, and for a caller who is
/// back. It holds what the caller said and typed, what they heard of the agent, tool calls with their answers, and
/// directions that still hold, in the order of the conversation. Bounded: the oldest items go first.
package struct SessionMemory: Sendable, Equatable, Codable {
    /// One item and its place in the conversation.
    private struct Entry: Sendable, Equatable, Codable {
        var sequence: Int
        var item: PastItem
    }

    /// The version of the encoded form.
    package static let version = 1
    /// How many items are kept.
    package static let longest = 400

    private var version = Self.version
    private var entries: [Entry] = []

    /// - Parameter past: what earlier streams of the call left.
    package init(_ past: [PastItem] = []) {
        entries = past.suffix(Self.longest).map { Entry(sequence: 0, item: $0) }
    }

    /// The items, in the order of the conversation.
    package var items: [PastItem] { entries.map(\.item) }

    /// A turn is finished. A phrase of ours is no part of the conversation, and an agent's turn that the caller did not
    /// hear is none either.
    mutating func finished(_ turn: Turn) {
        guard !Conversation.isPhrase(turn.item), !turn.heard.isEmpty else { return }
        insert(.message(turn.role, turn.cutMilliseconds == nil ? turn.heard : turn.heard + " …"), at: turn.sequence)
    }

    /// The model called a tool.
    mutating func called(_ invocation: ToolInvocation) {
        insert(.tool(invocation, result: nil), at: invocation.sequence ?? Int.max)
    }

    /// A tool has answered.
    mutating func answered(_ invocation: ToolInvocation, _ result: String) {
        let index = entries.lastIndex {
            if case .tool(let known, _) = $0.item { known.id == invocation.id } else { false }
        }
        guard let index else { return insert(.tool(invocation, result: result), at: invocation.sequence ?? Int.max) }
        entries[index].item = .tool(invocation, result: result)
    }

    /// The model was given a direction that still holds.
    mutating func directed(_ text: String, at sequence: Int) {
        insert(.direction(text), at: sequence)
    }

    /// The items with those of `open` at their places: turns that are not finished.
    func items(with open: [(sequence: Int, item: PastItem)]) -> [PastItem] {
        var memory = self
        for (sequence, item) in open { memory.insert(item, at: sequence) }
        return memory.items
    }

    private mutating func insert(_ item: PastItem, at sequence: Int) {
        let index = entries.lastIndex { $0.sequence <= sequence }.map { $0 + 1 } ?? 0
        entries.insert(Entry(sequence: sequence, item: item), at: index)
        if entries.count > Self.longest { entries.removeFirst() }
    }
}

/// Something that was said or done on a call. The model's new session is told of it.
package enum PastItem: Sendable, Equatable, Codable {
    /// Words of the caller or the agent; of the agent's words, only those that the caller heard.
    case message(Turn.Role, String)
    /// A tool's call and its answer; nil while the tool runs.
    case tool(ToolInvocation, result: String?)
    /// A direction of ours that still holds.
    case direction(String)
}
