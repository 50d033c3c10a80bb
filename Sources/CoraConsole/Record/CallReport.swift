package import CoraPostgres
package import CoraStore
import CoraTenant
import CoraWire

/// One call as a person reads it: who called and when, what it came to, what it cost, every word with its time, every
/// tool, and the summary.
package struct CallReport {
    private let call: StoredCall
    private let style: TerminalStyle
    private let now: PostgresTimestamp
    private var lines: [String] = []

    /// The report, each line ended.
    /// - Parameter now: the time; a live call's length is counted up to it.
    package static func render(
        _ call: StoredCall, now: PostgresTimestamp, style: TerminalStyle = TerminalStyle()
    ) -> String {
        var report = CallReport(call, now, style)
        report.head()
        report.conversation()
        report.summary()
        return report.lines.map { $0 + "\n" }.joined()
    }

    private init(_ call: StoredCall, _ now: PostgresTimestamp, _ style: TerminalStyle) {
        self.call = call
        self.now = now
        self.style = style
    }

    // MARK: The head

    private mutating func head() {
        let listing = call.listing
        lines.append(style.toned("Call \(TerminalText.clean(listing.callSID))", .strong))
        lines.append("")
        let number = TerminalText.clean(listing.callerNumber)
        let name = TerminalText.clean(listing.callerName ?? "")
        field("Caller", name.isEmpty ? number : "\(name), \(number)")
        let agent = TerminalText.clean(call.agentName ?? "")
        let tenant = TerminalText.clean(listing.tenant)
        field(
            "Tenant",
            (agent.isEmpty ? tenant : "\(agent) (\(tenant))") + ", at " + TerminalText.clean(listing.dialledNumber))
        field("When", when)
        field("Outcome", outcome)
        field("Cost", cost)
        field("Model", model)
        field("Line", line)
        field("Page", call.page?.inWords ?? "")
        field("Check", call.claims.map(Self.remark))
    }

    private static func remark(on claim: StoredClaim) -> String {
        "said “\(TerminalText.clean(claim.sentence))” though no tool had done it"
            + (claim.isCorrected ? "; the agent was told at once" : "")
    }

    private mutating func field(_ name: String, _ values: String...) {
        field(name, values)
    }

    private mutating func field(_ name: String, _ values: [String]) {
        let wrapped = values.flatMap { TerminalText.wrap($0, style.width - 11) }
        for (index, value) in wrapped.enumerated() where !value.isEmpty {
            lines.append("  " + style.toned(TerminalText.padded(index == 0 ? name : "", 9), .faint) + value)
        }
    }

    private var when: String {
        let start = call.listing.startedAt
        let day = "\(style.longDate(start)), \(style.clock(start))"
        guard let end = call.listing.endedAt else {
            return "\(day) \(style.zone(at: start)), on the line for \(TerminalStyle.span(from: start, to: now))"
        }
        return "\(day) – \(style.clock(end)) \(style.zone(at: start)) (\(TerminalStyle.span(from: start, to: end)))"
    }

    private var outcome: String {
        guard call.listing.endedAt != nil else { return style.toned("still on the line", .good) }
        let outcome = call.listing.outcome.map(TerminalStyle.words) ?? "not known"
        guard let termination = call.termination else { return outcome }
        var detail = TerminalText.clean(call.terminationDetail ?? termination)
        if detail.hasPrefix(termination) {
            detail = TerminalStyle.words(termination) + detail.dropFirst(termination.count)
        }
        let isOurs = call.terminationResult?.hasSuffix("_fault") ?? false
        let blame = isOurs ? " (\(TerminalStyle.words(call.terminationResult ?? "")))" : ""
        return detail == outcome ? outcome + blame : "\(outcome); \(detail)\(blame)"
    }

    private var cost: [String] {
        let usage = call.usage
        let total = call.listing.cost.map { TerminalStyle.dollars($0, places: 4) } ?? "not known in money"
        let transcription = usage.transcriptionCost.map {
            ", \(TerminalStyle.dollars($0, places: 4)) of it transcription"
        }
        var rows = [total + (call.listing.cost == nil ? "" : transcription ?? "")]
        if usage.responses > 0 {
            rows.append("audio tokens: \(Self.tokens(usage.audioIn, usage.cachedAudioIn, usage.audioOut))")
            rows.append("text tokens: \(Self.tokens(usage.textIn, usage.cachedTextIn, usage.textOut))")
        }
        return rows
    }

    private static func tokens(_ read: Int, _ cached: Int, _ written: Int) -> String {
        let cache = cached > 0 ? " (\(TerminalStyle.grouped(cached)) from the cache)" : ""
        return "\(TerminalStyle.grouped(read)) in\(cache), \(TerminalStyle.grouped(written)) out"
    }

    private var model: String {
        guard let model = call.model else { return "" }
        var text = TerminalText.clean(model)
        if let voice = call.voice { text += ", voice \(TerminalText.clean(voice))" }
        if let writer = call.transcriptionModel { text += "; the caller's words by \(TerminalText.clean(writer))" }
        return text
    }

    private var line: String {
        var facts: [String] = []
        if call.streams > 1 { facts.append("\(call.streams) streams: the caller came back") }
        if call.bargeIns > 0 {
            facts.append("\(call.bargeIns) interruption\(call.bargeIns == 1 ? "" : "s") of the agent")
        }
        if call.frames.dropped > 0 {
            facts.append("\(TerminalStyle.grouped(call.frames.dropped)) frames not delivered")
        }
        return facts.joined(separator: "; ")
    }

    // MARK: The conversation

    private enum Entry {
        case turn(StoredTurn)
        case tool(StoredToolCall)

        var place: (Int, PostgresTimestamp) {
            switch self {
            case .turn(let turn): (turn.sequence ?? .max, turn.time)
            case .tool(let tool): (tool.sequence ?? .max, tool.time)
            }
        }
    }

    /// Turns and tools in the order of the conversation. A tool's turn is left out if its call is there, which says as
    /// much.
    private var entries: [Entry] {
        let called = Set(call.tools.compactMap(\.toolCallID))
        let turns = call.turns.filter { turn in turn.toolCallID.map { !called.contains($0) } ?? true }
        return (turns.map(Entry.turn) + call.tools.map(Entry.tool)).sorted { $0.place < $1.place }
    }

    private mutating func conversation() {
        heading("Conversation")
        if call.turns.isEmpty, call.tools.isEmpty { lines.append("  " + style.toned("Nothing was said.", .faint)) }
        for entry in entries {
            switch entry {
            case .turn(let turn): append(turn)
            case .tool(let tool): append(tool)
            }
        }
    }

    private static let indent = 19

    /// Appends a time, a name, and words beside them.
    private mutating func append(
        _ time: PostgresTimestamp?, _ name: String, _ tone: TerminalStyle.Tone, _ words: [String],
        _ wordTone: TerminalStyle.Tone? = nil
    ) {
        let clock = time.map { TerminalStyle.span(from: call.listing.startedAt, to: $0) } ?? ""
        for (index, text) in words.enumerated() {
            let text = wordTone.map { style.toned(text, $0) } ?? text
            guard index == 0 else {
                lines.append(String(repeating: " ", count: Self.indent) + text)
                continue
            }
            lines.append(
                "  " + style.toned(TerminalText.padded(clock, 7, toTheRight: true), .faint) + "  "
                    + style.toned(TerminalText.padded(name, 8), tone) + text)
        }
    }

    private var room: Int { style.width - Self.indent }

    private mutating func append(_ turn: StoredTurn) {
        let text = TerminalText.clean(turn.text)
        let words = TerminalText.wrap(text.isEmpty ? "(no words)" : text, room)
        switch turn.role {
        case "user": append(turn.time, "Caller", .caller, words)
        case "assistant": append(turn.time, "Agent", .agent, words)
        default: append(turn.time, "Tool", .faint, JSONOutline.lines(turn.text, width: room))
        }
        guard let cut = turn.cutMilliseconds else { return }
        let heard = TerminalText.clean(turn.heard ?? "")
        let remark =
            "cut after \(TerminalStyle.seconds(cut)); " + (heard.isEmpty ? "nothing was heard" : "heard: “\(heard)”")
        append(
            nil, "", .faint, TerminalText.wrap(remark, room - 2).enumerated().map { ($0 == 0 ? "✂ " : "  ") + $1 }, .bad
        )
    }

    private mutating func append(_ tool: StoredToolCall) {
        let name = TerminalText.clean(tool.name)
        let arguments = (try? JSON.parse(tool.arguments))?.object.map(JSONOutline.members)
        let single = "\(name)(\(arguments ?? TerminalText.clean(tool.arguments)))"
        if TerminalText.width(single) <= room {
            append(tool.time, "Tool", .strong, [single])
        } else {
            let rows = JSONOutline.lines(tool.arguments, width: room - 2).map { "  " + $0 }
            append(tool.time, "Tool", .strong, TerminalText.wrap(name, room) + rows)
        }
        append(nil, "", .faint, result(of: tool))
    }

    /// What a tool answered, as `→ ok` and what it found; people do not need the envelope.
    private func result(of tool: StoredToolCall) -> [String] {
        let took = style.toned("after \(TerminalStyle.seconds(tool.milliseconds))", .faint)
        let verdict = tool.isSuccess ? style.toned("→ ok", .good) : style.toned("→ failed", .bad)
        let first = "\(verdict) \(took)"
        guard let envelope = try? JSON.parse(tool.result), var members = envelope.object, members["ok"]?.bool != nil
        else {
            return [first] + JSONOutline.lines(tool.result, width: room - 2).map { "  " + $0 }
        }
        members["ok"] = nil
        let inner = members.count == 1 ? members["data"] ?? members["error"] : nil
        let shown = inner ?? .object(members)
        guard shown != .object([:]), !shown.isNull else { return [first] }
        return [first] + JSONOutline.lines(shown, width: room - 2).map { "  " + $0 }
    }

    // MARK: The summary

    private mutating func summary() {
        guard let summary = call.summary else {
            if call.listing.endedAt != nil {
                heading("Summary")
                lines.append("  " + style.toned("Not written yet.", .faint))
            }
            return
        }
        heading("Summary")
        lines += TerminalText.wrap(TerminalText.clean(summary.text), style.width - 2).map { "  " + $0 }
        lines.append("")
        if let quality = summary.leadQuality { field("Lead", "\(quality) of 100") }
        field("Next", summary.nextActions.map { "• " + TerminalText.clean($0) })
        field("Homes", summary.properties.map(TerminalText.clean).joined(separator: ", "))
        let writer = summary.source == "model" ? summary.model ?? "the model" : "CORA from the record, without a model"
        field("Written", "by \(TerminalText.clean(writer))")
    }

    private mutating func heading(_ title: String) {
        let rule = String(repeating: "─", count: max(style.width - title.count - 1, 0))
        lines += ["", style.toned(title, .strong) + " " + style.toned(rule, .faint)]
    }
}
