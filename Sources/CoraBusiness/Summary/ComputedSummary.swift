package import CoraCall
package import CoraStore
import CoraTenant
import CoraWire

/// A summary computed from the record alone, for when the model cannot write one: who spoke, for how long, what was
/// asked and what the tools did. It does not understand words, and says so: its `source` is `record`.
package struct ComputedSummary: Sendable, Equatable {
    private let call: EndedCall
    private let callerTurns: [String]
    private let agentTurns: [String]
    private let tools: [ToolUse]
    private let catalog: ToolCatalog

    /// - Parameter catalog: what each tool comes to and shows of a lead.
    package init(of call: EndedCall, with catalog: ToolCatalog) {
        self.call = call
        self.catalog = catalog
        callerTurns = call.items.compactMap { $0.words(of: .user) }
        agentTurns = call.items.compactMap { $0.words(of: .assistant) }
        tools = call.items.compactMap(ToolUse.init)
    }

    /// The summary in the form that is stored.
    ///
    /// - Parameter reason: why the model did not write it, in words.
    package func summary(because reason: String) -> CallSummary {
        let json: JSON = [
            "source": .string(CallSummary.Source.record.rawValue), "reason": .string(reason.clipped(to: 300)),
            "summary": .string(text), "outcome": .string(outcome.rawValue), "lead_quality": .int(leadQuality),
            "next_actions": .array(nextActions.map(JSON.string)), "questions": .array(questions.map(JSON.string)),
            "properties_mentioned": .array(properties.map(JSON.string)), "duration_s": .int(call.seconds),
            "caller": ["turns": .int(callerTurns.count), "words": .int(Self.words(callerTurns))],
            "assistant": ["turns": .int(agentTurns.count), "words": .int(Self.words(agentTurns))],
            "tools": .array(
                tools.prefix(Self.listLimit).map { ["name": .string($0.name), "ok": .bool($0.worked)] }),
        ]
        return CallSummary(
            json: json.text, leadQuality: leadQuality, nextActions: nextActions, properties: properties,
            outcome: outcome.rawValue, source: .record)
    }

    /// What the call came to. Of the tools that worked, the one that means most to the business decides; without any,
    /// the words do.
    package var outcome: CallOutcome {
        var reached = traitsOfWorked.compactMap(\.outcome)
        if call.ending == .decided(.transferred) { reached.append(.transferred) }
        if let greatest = reached.max(by: { $0.weight < $1.weight }) { return greatest }
        if callerTurns.isEmpty { return .noConversation }
        return agentTurns.count > 1 ? .informationGiven : .unfinished
    }

    /// How good a lead the caller is, 0–100, by a rule that can be followed on paper. A call without a word is 0. A
    /// caller who spoke has 10; three turns or more, 10; a minute or more, 5; a question, 5. Each ``LeadSign`` of a tool
    /// that worked adds its points, once.
    package var leadQuality: Int {
        guard !callerTurns.isEmpty else { return 0 }
        var quality = 10
        if callerTurns.count >= 3 { quality += 10 }
        if call.seconds >= 60 { quality += 5 }
        if !questions.isEmpty { quality += 5 }
        quality += Set(traitsOfWorked.compactMap(\.leadSign)).reduce(0) { $0 + $1.points }
        return min(quality, SummarySchema.qualities.upperBound)
    }

    /// The first few questions that the caller asked: sentences of theirs that end in a question mark.
    package var questions: [String] {
        var questions: [String] = []
        for turn in callerTurns where questions.count < Self.listLimit {
            var rest = turn[...]
            while let end = rest.firstIndex(where: { ".!?？؟。".contains($0) }), questions.count < Self.listLimit {
                let sentence = rest[...end].drop { $0.isWhitespace }
                if "?？؟".contains(rest[end]), sentence.count > 1 { questions.append(String(sentence).clipped(to: 300)) }
                rest = rest[rest.index(after: end)...]
            }
        }
        return questions
    }

    /// The properties that tools were given or found, by address if they have one, else by id; each once.
    package var properties: [String] {
        var found: [String] = []
        for tool in tools where tool.worked {
            for text in [tool.result, tool.arguments] {
                guard found.count < Self.listLimit, let json = try? JSON.parse(text) else { continue }
                Self.collect(json, into: &found)
            }
        }
        return found
    }

    /// What the call is about, for a person who is to take it over: the caller's first and last words, and the homes
    /// that were spoken of. Nil if nothing was said.
    package var briefing: String? {
        guard let first = callerTurns.first else { return nil }
        var parts = ["They began: \(first.clipped(to: 160))"]
        if let last = callerTurns.last, callerTurns.count > 1 {
            parts.append("Last they said: \(last.clipped(to: 160))")
        }
        let homes = properties.prefix(2).joined(separator: " and ")
        if !homes.isEmpty { parts.append("Spoken of: \(homes.clipped(to: 120)).") }
        return parts.joined(separator: " ")
    }

    /// What a person has to do next.
    package var nextActions: [String] {
        guard let number = call.caller.number else { return nextActionsWithoutNumber }
        return switch outcome {
        case .showingBooked: ["Confirm the showing with \(number)."]
        case .callbackRequested: ["Call \(number) back."]
        case .transferred: []
        case .leadQualified, .informationGiven: ["Read the transcript and follow up with \(number)."]
        case .unfinished: ["Call \(number) back: the call ended before anything came of it."]
        case .notInterested, .wrongNumber, .noConversation: []
        }
    }

    /// What a person has to do next about a caller who has no number of their own: only one that they gave can be
    /// called.
    private var nextActionsWithoutNumber: [String] {
        switch outcome {
        case .showingBooked: ["Confirm the showing at the number that was given for it."]
        case .callbackRequested: ["Call back at the number that was given."]
        case .leadQualified, .informationGiven: ["Read the transcript: the caller has no number to follow up with."]
        case .unfinished: ["Read the transcript for a number: the call ended before anything came of it."]
        case .transferred, .notInterested, .wrongNumber, .noConversation: []
        }
    }

    /// The caller at the beginning of a sentence.
    private var subject: String {
        let words = call.caller.inWords
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension ComputedSummary {
    private static let listLimit = 10

    private var text: String {
        guard !callerTurns.isEmpty else {
            return "\(subject) called for \(call.seconds) s and said nothing that could be written down. "
                + ending
        }
        let names = tools.filter(\.worked).map(\.name)
        let done = names.isEmpty ? "No tool was used." : "Done: \(Self.once(names).joined(separator: ", "))."
        return "\(subject) called for \(call.seconds) s and spoke \(callerTurns.count) times "
            + "(\(Self.words(callerTurns)) words); the assistant spoke \(agentTurns.count) times. \(done) \(ending)"
    }

    private var ending: String {
        call.ending.map { "Ended: \($0.words)." } ?? "How it ended is not known."
    }

    private var traitsOfWorked: [ToolTraits] {
        tools.filter(\.worked).map { catalog[$0.name] }
    }

    private static func words(_ turns: [String]) -> Int {
        turns.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
    }

    private static func once(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.prefix(listLimit).map { $0.clipped(to: 64) }
    }

    /// Collects the properties in a tool's JSON: an object that has an address is named by it; one that has only an id,
    /// by that.
    private static func collect(_ json: JSON, into found: inout [String]) {
        guard found.count < listLimit else { return }
        switch json {
        case .object(let members):
            let name = ["address", "property_id", "propertyId"].lazy.compactMap { members[$0]?.string }.first
            if let name = name?.clipped(to: 200), !name.isEmpty, !found.contains(name) { found.append(name) }
            for key in members.keys.sorted() { members[key].map { collect($0, into: &found) } }
        case .array(let elements):
            for element in elements { collect(element, into: &found) }
        case .null, .bool, .int, .double, .string: break
        }
    }
}

/// A tool's run in the record.
private struct ToolUse: Sendable, Equatable {
    var name: String
    var arguments: String
    var result: String
    var worked: Bool

    init?(_ item: StoredConversation.Item) {
        guard case .tool(let invocation, let outcome) = item else { return nil }
        name = invocation.name
        arguments = invocation.arguments
        result = outcome.envelope
        worked = outcome.succeeded
    }
}

extension StoredConversation.Item {
    /// The words of this item that `speaker` said and the other side heard; nil if there are none.
    fileprivate func words(of speaker: Turn.Role) -> String? {
        guard case .message(speaker, _, _, let heard, _) = self, heard.contains(where: { !$0.isWhitespace }) else {
            return nil
        }
        return heard
    }
}
