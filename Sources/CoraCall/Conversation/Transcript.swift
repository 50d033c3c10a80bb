/// One thing that was said or typed on a call, and how much of it was heard.
package struct Turn: Sendable, Equatable {
    /// Who said it.
    package enum Role: String, Sendable, Codable {
        /// The caller.
        case user
        /// The agent.
        case assistant
    }

    /// Its place in the conversation, from 1; turns may be finished out of order.
    package var sequence: Int
    /// Who said it.
    package var role: Role
    /// The model's id of the item, or ours for a recorded greeting and for digits.
    package var item: String
    /// All that was said.
    package var text: String
    /// What was heard of it: all of `text`, unless the caller cut the agent off.
    package var heard: String
    /// Its length in milliseconds; a caller's turn includes the silence that ended it. Nil for what was typed.
    package var saidMilliseconds: Int?
    /// After how many milliseconds the caller cut it; nil if they did not.
    package var cutMilliseconds: Int?
    /// The model's event that brought its words. Nil if no event did: for a greeting from its recording, for digits,
    /// and for words that were still coming when the call ended.
    package var event: ModelEvent?

    package init(
        sequence: Int, role: Role, item: String, text: String, heard: String? = nil, saidMilliseconds: Int? = nil,
        cutMilliseconds: Int? = nil, event: ModelEvent? = nil
    ) {
        self.sequence = sequence
        self.role = role
        self.item = item
        self.text = text
        self.heard = heard ?? text
        self.saidMilliseconds = saidMilliseconds
        self.cutMilliseconds = cutMilliseconds
        self.event = event
    }
}

/// Puts a call's turns together. Words arrive late and out of order, and how much was heard is known later still.
package struct Transcript: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var sequence: Int
        var role: Turn.Role
        var text: String?
        var milliseconds = 0
        var cut: Int?
        var isSaid = false
        var event: ModelEvent?
    }

    /// When the caller spoke, by the milliseconds of the audio that the model was sent.
    private struct Speech: Sendable, Equatable {
        var item: String
        var start: Int
        var end: Int?
    }

    /// Stands for the words of a turn that could not be written down.
    package static let unwritten = "[not written down]"

    private var entries: [String: Entry] = [:]
    private var speech: Speech?
    private var count = 0
    /// Items of the caller's that are finished, the last of them; words for them that come again are not.
    private var finished: [String] = []
    private static let mostFinished = 64

    package init() {}

    /// The caller began to speak, at this millisecond of the audio sent.
    package mutating func callerBegan(_ item: String, atMilliseconds start: Int) {
        speech = Speech(item: item, start: start)
    }

    /// The caller stopped, at this millisecond of the audio sent.
    package mutating func callerStopped(_ item: String, atMilliseconds end: Int) {
        guard speech?.item == item else { return }
        speech?.end = end
    }

    /// A caller's turn was committed; its words come later.
    package mutating func callerCommitted(_ item: String) {
        open(item, .user)
        guard let speech, speech.item == item else { return }
        self.speech = nil
        if let end = speech.end { entries[item]?.milliseconds = max(end - speech.start, 0) }
    }

    /// The caller's words arrived; a turn that was not committed before is committed by them.
    /// - Parameter event: the model's event that brought them.
    /// - Returns: the turn, finished.
    package mutating func callerSaid(_ item: String, _ text: String, event: ModelEvent? = nil) -> Turn? {
        callerCommitted(item)
        guard let entry = entries.removeValue(forKey: item) else { return nil }
        if finished.count >= Self.mostFinished { finished.removeFirst() }
        finished.append(item)
        return Turn(
            sequence: entry.sequence, role: .user, item: item, text: text,
            saidMilliseconds: entry.milliseconds > 0 ? entry.milliseconds : nil, event: event)
    }

    /// The agent began an item.
    package mutating func agentBegan(_ item: String) {
        open(item, .assistant)
    }

    /// The agent's words arrived.
    /// - Parameters:
    ///   - milliseconds: how long their audio is.
    ///   - event: the model's event that brought them.
    /// - Returns: the turn if the caller had cut it already, else nil: it is finished when it has been heard.
    package mutating func agentSaid(
        _ item: String, _ text: String, milliseconds: Int, event: ModelEvent? = nil
    ) -> Turn? {
        open(item, .assistant)
        entries[item]?.event = event
        entries[item]?.text = text
        // A cut that came before the words says that there was more of them.
        let known = entries[item]?.milliseconds ?? 0
        entries[item]?.milliseconds = max(milliseconds, known)
        entries[item]?.isSaid = true
        return entries[item]?.cut == nil ? nil : finish(item)
    }

    /// The caller cut the agent off after hearing `heard` milliseconds of the item.
    /// - Returns: the turn if its words are known, else nil.
    package mutating func cut(_ item: String, atMilliseconds heard: Int) -> Turn? {
        guard entries[item] != nil else { return nil }
        entries[item]?.cut = heard
        return entries[item]?.isSaid == true ? finish(item) : nil
    }

    /// An item of which only an estimated length is known was heard for so long: it is longer than that.
    mutating func lengthen(_ item: String, beyond milliseconds: Int) {
        guard let known = entries[item]?.milliseconds else { return }
        entries[item]?.milliseconds = max(known, milliseconds + 1)
    }

    /// Whether the agent has begun an item that the caller has not cut.
    var hasUncut: Bool { entries.values.contains { $0.role == .assistant && $0.cut == nil } }

    /// The agent's items whose words are known and that were not heard to their end, in order.
    var said: [String] {
        entries.filter { $0.value.isSaid && $0.value.role == .assistant }
            .sorted { $0.value.sequence < $1.value.sequence }.map(\.key)
    }

    /// The caller has heard everything sent so far.
    /// - Returns: the turns that this finishes, in order.
    package mutating func allHeard() -> [Turn] {
        let said = entries.filter { $0.value.isSaid }.sorted { $0.value.sequence < $1.value.sequence }
        return said.compactMap { finish($0.key) }
    }

    /// The model called a tool.
    /// - Returns: the tool call's place in the conversation, from 1.
    package mutating func toolCalled() -> Int {
        count += 1
        return count
    }

    /// The place of what was said or called last.
    var place: Int { count }

    /// Whether the caller is in the middle of a turn.
    var isSpeaking: Bool { speech != nil }

    /// Whether the words of a turn of the caller are still to come.
    var hasWordless: Bool { entries.values.contains { $0.role == .user } || speech != nil }

    /// The session is lost: the words of the caller's open turns will not come under their items.
    /// - Returns: those turns, without words, in order.
    mutating func closeWordless() -> [Turn] {
        speech = nil
        let open = entries.filter { $0.value.role == .user }.sorted { $0.value.sequence < $1.value.sequence }
        return open.compactMap { callerWasNotUnderstood($0.key) }
    }

    /// What the caller said in this item was not written down, and will not be.
    /// - Returns: the turn, with a place and a length and ``unwritten`` for its words; nil if it is finished already.
    package mutating func callerWasNotUnderstood(_ item: String) -> Turn? {
        guard entries[item] != nil else { return nil }
        return callerSaid(item, Self.unwritten)
    }

    /// The agent's turns that are not finished, with what the caller has heard of them.
    /// - Parameter heard: how many milliseconds of an item the caller has heard; nil if that is not known.
    func open(heard: (String) -> Int?) -> [(sequence: Int, item: PastItem)] {
        entries.compactMap { item, entry in
            guard entry.role == .assistant, let text = entry.text, !Conversation.isPhrase(item) else { return nil }
            let part = heard(item).map { Self.words(of: text, heard: $0, of: entry.milliseconds) } ?? text
            return part.isEmpty ? nil : (entry.sequence, .message(.assistant, part))
        }
        .sorted { $0.sequence < $1.sequence }
    }

    /// Whether the caller has cut this item.
    func isCut(_ item: String) -> Bool { entries[item]?.cut != nil }

    /// Whether the words of this item of the caller's have come, or will not come.
    func isFinished(_ item: String) -> Bool { finished.contains(item) }

    /// Whether the item is open: begun, and neither heard to its end nor cut.
    package func knows(_ item: String) -> Bool {
        entries[item] != nil
    }

    /// The call is over.
    /// - Parameter heard: how many milliseconds of an item the caller has heard; nil if that is not known.
    /// - Returns: the agent's turns that are still open and have words.
    package mutating func close(heard: (String) -> Int?) -> [Turn] {
        let open = entries.sorted { $0.value.sequence < $1.value.sequence }
        return open.compactMap { item, entry in
            guard entry.role == .assistant, entry.text != nil else { return nil }
            if let milliseconds = heard(item), milliseconds < entry.milliseconds { entries[item]?.cut = milliseconds }
            return finish(item)
        }
    }

    private mutating func open(_ item: String, _ role: Turn.Role) {
        guard entries[item] == nil else { return }
        count += 1
        entries[item] = Entry(sequence: count, role: role)
    }

    private mutating func finish(_ item: String) -> Turn? {
        guard let entry = entries.removeValue(forKey: item), let text = entry.text else { return nil }
        let cut = entry.cut.flatMap { $0 < entry.milliseconds ? $0 : nil }
        return Turn(
            sequence: entry.sequence, role: entry.role, item: item, text: text,
            heard: cut.map { Self.words(of: text, heard: $0, of: entry.milliseconds) } ?? text,
            saidMilliseconds: entry.milliseconds, cutMilliseconds: cut, event: entry.event)
    }

    /// The words that the caller heard. The model gives no times for words, so characters are taken to be spoken
    /// evenly, and a word counts only if it was heard whole.
    /// - Parameters:
    ///   - heard: how many milliseconds of the text were heard.
    ///   - total: how many milliseconds the whole text takes.
    package static func words(of text: String, heard: Int, of total: Int) -> String {
        guard total > 0, heard < total else { return text }
        let budget = text.count * max(heard, 0) / total
        let part = text.prefix(budget)
        guard part.endIndex < text.endIndex, text[part.endIndex] != " " else { return String(part) }
        // A script without blanks is cut between its characters.
        if text[part.endIndex].isWordOfItsOwn { return String(part) }
        guard let space = part.lastIndex(of: " ") else { return "" }
        return String(part[..<space])
    }
}

extension Character {
    /// Whether the character belongs to a script that puts no blanks between words: Han, kana, Thai, Lao, Khmer, Burmese.
    var isWordOfItsOwn: Bool {
        guard let scalar = unicodeScalars.first else { return false }
        return switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3001...0x30FF, 0x31F0...0x31FF, 0xFF00...0xFF9F: true
        default: scalar.properties.isIdeographic
        }
    }
}
