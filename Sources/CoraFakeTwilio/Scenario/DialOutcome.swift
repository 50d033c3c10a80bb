extension Scenario {
    /// How a `<Dial>` turns out, and what the person who is called does.
    package struct DialOutcome: Sendable, Equatable {
        /// `DialCallStatus`: `completed` (a person or a machine answered), `busy`, `no-answer`, `failed` or `canceled`.
        package var status: String
        /// `DialBridged`; nil to decide it in the call: true when the whisper ran to its end, or when there is none and
        /// the call was answered.
        package var bridged: Bool?
        /// How long it rings, in milliseconds.
        package var afterMilliseconds: Int
        /// The key that is pressed when the whisper asks for one; nil for none, as with a voicemail.
        package var whisperKey: Character?
        /// How long the two talk once they are joined, in milliseconds.
        package var talkMilliseconds: Int
        /// How many milliseconds after the beginning of the dial the caller hangs up; nil for a caller who stays.
        package var callerLeavesMilliseconds: Int?

        package init(
            status: String = "completed", bridged: Bool? = nil, afterMilliseconds: Int = 1_000,
            whisperKey: Character? = nil, talkMilliseconds: Int = 500, callerLeavesMilliseconds: Int? = nil
        ) {
            self.status = status
            self.bridged = bridged
            self.afterMilliseconds = afterMilliseconds
            self.whisperKey = whisperKey
            self.talkMilliseconds = talkMilliseconds
            self.callerLeavesMilliseconds = callerLeavesMilliseconds
        }

        /// How long it rings when Twilio gives up after `timeoutSeconds`, and the status after that.
        func ringing(atMost timeoutSeconds: Int) -> (milliseconds: Int, status: String) {
            let limit = timeoutSeconds * 1_000
            return afterMilliseconds <= limit ? (afterMilliseconds, status) : (limit, "no-answer")
        }
    }

    /// How the call's `<Dial>` of that number turns out, counted from 0. After the last one in the scenario, all turn
    /// out like the last.
    package func dialOutcome(_ number: Int) -> DialOutcome {
        dials.indices.contains(number) ? dials[number] : dials.last ?? DialOutcome()
    }
}

extension Scenario.DialOutcome {
    private enum Status: String, CaseIterable {
        case completed, busy, failed, canceled
        case noAnswer = "no-answer"
    }

    /// Reads one outcome, or a list of them for the first `<Dial>`, the second, and so on.
    static func all(_ node: ScenarioNode) throws(ScenarioError) -> [Self] {
        guard node.isList else { return [try Self(node)] }
        var outcomes: [Self] = []
        for element in try node.list() { outcomes.append(try Self(element)) }
        guard !outcomes.isEmpty else { throw node.wrong("at least one outcome is wanted") }
        return outcomes
    }

    private init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("status", "bridged", "after_ms", "whisper_key", "talk_ms", "caller_leaves_ms")
        self.init()
        if let status = node.optional("status") { self.status = try status.choice(Status.self).rawValue }
        if let after = node.optional("after_ms") { afterMilliseconds = try after.count() }
        if let talk = node.optional("talk_ms") { talkMilliseconds = try talk.count() }
        callerLeavesMilliseconds = try node.optional("caller_leaves_ms")?.count()
        if let key = node.optional("whisper_key") { whisperKey = try Self.key(key) }
        guard let bridged = node.optional("bridged") else { return }
        self.bridged = try bridged.truth()
        if self.bridged == true, status != Status.completed.rawValue {
            throw bridged.wrong("nobody is joined when the status is \(status)")
        }
    }

    private static func key(_ node: ScenarioNode) throws(ScenarioError) -> Character {
        let text = try node.text()
        guard text.count == 1, let key = text.first, "0123456789*#".contains(key) else {
            throw node.wrong("one key of 0-9, * and # is wanted, found \(text)")
        }
        return key
    }
}
