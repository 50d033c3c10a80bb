import CoraCall
import CoraSpeech
package import CoraTenant
import CoraWire
import Foundation

extension Scenario {
    /// Reads a scenario file. Blocks on the disk, so it is for set-up only.
    ///
    /// - Parameter today: today's date where the call is answered; see ``ScenarioDay``.
    /// - Throws: ``ScenarioError`` naming the file, the key and what is wanted there.
    package static func load(path: String, today: CivilDateTime) throws(ScenarioError) -> Scenario {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ScenarioError(file: path, line: nil, key: "", problem: "cannot be read")
        }
        return try Scenario(yaml: text, file: path, today: today)
    }

    /// Reads a scenario's text; `file` is only named in errors.
    ///
    /// - Parameter today: today's date where the call is answered; see ``ScenarioDay``.
    /// - Throws: ``ScenarioError`` naming the file, the key and what is wanted there.
    package init(yaml: String, file: String, today: CivilDateTime) throws(ScenarioError) {
        let text = ScenarioDay(after: today).fill(yaml)
        try Self.checkPlaceholders(in: text, of: file)
        let root = try ScenarioNode(yaml: text, file: file)
        try root.allow(
            "name", "about", "call", "voices", "agent", "caller", "dial", "rest", "prepare", "expect", "limit_ms")
        self.init(name: try root.required("name").text(), caller: [])
        if let about = root.optional("about") { self.about = try about.text() }
        if let call = root.optional("call") { self.call = try Call(call) }
        if let voices = root.optional("voices") { self.voices = try Voices(voices) }
        if let agent = root.optional("agent") {
            try agent.allow("turns", "otherwise", "faults", "session_seconds")
            for turn in try agent.required("turns").list() { agentTurns.append(try AgentScript.Turn(turn)) }
            agentOtherwise = try agent.optional("otherwise")?.text()
            sessionSeconds = try agent.optional("session_seconds")?.count()
            for fault in try agent.optional("faults")?.list() ?? [] { agentFaults.append(try fault.json()) }
        }
        for step in try root.required("caller").list() { caller.append(try CallerStep(step)) }
        if let dial = root.optional("dial") { dials = try DialOutcome.all(dial) }
        if let rest = root.optional("rest") { self.rest = try REST(rest) }
        preparations = try root.optional("prepare")?.texts() ?? []
        if let expect = root.optional("expect") { expectations = try CallExpectations(expect) }
        if let limit = root.optional("limit_ms") { limitMilliseconds = try limit.count() }
    }

    /// Checks that no placeholder is left: one that is has an unknown name.
    ///
    /// - Throws: ``ScenarioError`` naming the placeholder.
    private static func checkPlaceholders(in text: String, of file: String) throws(ScenarioError) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let start = line.firstRange(of: "${") else { continue }
            let found = line[start.lowerBound...].prefix { !$0.isWhitespace && $0 != "\"" }
            throw ScenarioError(
                file: file, line: index + 1, key: "",
                problem: "no such placeholder: \(found); there are ${workday}, ${weekday}")
        }
    }
}

extension Scenario.Call {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("from", "to", "name")
        self.init()
        if let from = node.optional("from") { self.from = try from.text() }
        if let to = node.optional("to") { self.to = try to.text() }
        if let name = node.optional("name") { self.name = try name.text() }
    }
}

extension Scenario.Voices {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("caller", "agent")
        self.init()
        if let caller = node.optional("caller") { self.caller = try caller.text() }
        if let agent = node.optional("agent") { self.agent = try agent.text() }
    }
}

extension AgentScript.Turn {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("heard", "says", "thinks_ms", "tools", "after_tools")
        self.init(thinkingMilliseconds: 0)
        if let heard = node.optional("heard") { self.heard = try heard.text() }
        if let says = node.optional("says") { self.says = try says.text() }
        if let thinks = node.optional("thinks_ms") { thinkingMilliseconds = try thinks.count() }
        for tool in try node.optional("tools")?.list() ?? [] {
            try tool.allow("name", "arguments")
            let arguments = try tool.optional("arguments")?.json() ?? .object([:])
            guard arguments.object != nil else { throw tool.wrong("arguments: a mapping is wanted") }
            toolCalls.append(AgentScript.ToolCall(name: try tool.required("name").text(), arguments: arguments))
        }
        if let after = node.optional("after_tools") { afterTools = try after.text() }
        if says.isEmpty, toolCalls.isEmpty { throw node.wrong("a turn says something or calls a tool") }
    }
}

extension CallExpectations {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow(
            "barge_ins", "greetings", "agent_speeches_at_least", "ended_by", "greeting_within_ms",
            "answers_within_ms", "clear_within_ms", "silent_after_clear", "goodbye_heard", "dialled",
            "whisper_contains", "records")
        self.init()
        bargeIns = try node.optional("barge_ins")?.count()
        greetings = try node.optional("greetings")?.count()
        agentSpeechesAtLeast = try node.optional("agent_speeches_at_least")?.count()
        endedBy = try node.optional("ended_by")?.choice(CallEnding.Party.self)
        greetingWithinMilliseconds = try node.optional("greeting_within_ms")?.count()
        answersWithinMilliseconds = try node.optional("answers_within_ms")?.count()
        clearWithinMilliseconds = try node.optional("clear_within_ms")?.count()
        isLastSpeechHeard = try node.optional("goodbye_heard")?.truth()
        isSilentAfterClear = try node.optional("silent_after_clear")?.truth()
        dialled = try node.optional("dialled")?.texts() ?? []
        whisperContains = try node.optional("whisper_contains")?.texts() ?? []
        for record in try node.optional("records")?.list() ?? [] { records.append(try RecordExpectation(record)) }
    }
}
