import CoraSupervisor

extension TopState {
    /// The screen of one call: what it is doing, its answers as bars, and what happened.
    func timelineLines() -> [Line] {
        guard let timeline else { return [Line(), Line("Asking for the call …", .faint)] }
        return facts(timeline) + answers(timeline) + log(timeline)
    }

    private func facts(_ timeline: CallTimelineStats) -> [Line] {
        let (call, queues) = (timeline.call, timeline.queues)
        var title = Line("\(call.caller)  \(call.tenant)  ", .strong)
        title.add("\(call.state) \(Words.span(Double(call.durationMs)))  ", call.state == "live" ? .good : .warn)
        title.add(call.callSid, .faint)
        let sockets = "caller \(call.callerSocket), model \(call.modelSocket) (\(call.model))"
        let audio =
            "\(Words.count(call.framesIn)) frames in, \(Words.count(call.framesOut)) out, \(call.framesDropped) dropped; the last "
            + "\(Words.took(Double(call.sinceFrameMs))) ago"
        let waiting =
            "\(Words.bytes(Int64(queues.callerBytes))) to the caller, \(Words.bytes(Int64(queues.modelBytes))) to the model, "
            + "\(queues.heldAudioMs) ms held, \(Words.took(Double(queues.unheardMs))) unheard, \(queues.marks) marks"
        let facts = [
            Line(), title, Line(call.why, .key), Self.fact("Sockets", sockets), Self.fact("Audio", audio),
            Self.fact("Queues", waiting),
        ]
        let page = call.page.map { [Self.fact("Page", TerminalText.harmless($0.words))] } ?? []
        return facts + page + [Line()]
    }

    private static func fact(_ name: String, _ value: String) -> Line {
        var line = Line(TerminalText.padded(name, 9), .faint)
        line.add(value)
        return line
    }

    // MARK: Answers

    /// The stages with their signs, which tell them apart without colours, too.
    private static let signs: [(Tone, Character, String)] = [
        (.endpointing, "░", "endpointing"), (.model, "▒", "model"), (.tool, "▓", "tool"), (.us, "█", "us"),
        (.line, "─", "line"),
    ]

    private func answers(_ timeline: CallTimelineStats) -> [Line] {
        var head = Line("Answers, the newest first   ", .strong)
        for (tone, sign, name) in Self.signs {
            head.add("\(sign)\(sign) ", tone)
            head.add("\(name)  ")
        }
        guard !timeline.turns.isEmpty else { return [head, Line("  none yet", .faint)] }
        let shown = Array(timeline.turns.suffix(20).reversed())
        let until = Double(timeline.call.durationMs)
        let longest = shown.map { Self.end($0, until) - $0.callerStoppedMs }.max() ?? 1000
        let room = max(10, columns - 14 - 20)
        return [head] + shown.map { answer($0, timeline, until, room, max(longest, 500)) }
    }

    private static func end(_ turn: CallTimelineStats.Turn, _ until: Double) -> Double {
        if let heard = turn.heardMs { return heard }
        // The answer is under way, or, if it is an old one, was cut off.
        let last = turn.firstFrameMs ?? turn.firstDeltaMs ?? turn.modelHeardMs
        return until - turn.callerStoppedMs < 30_000 ? max(last, until) : last
    }

    private func answer(
        _ turn: CallTimelineStats.Turn, _ timeline: CallTimelineStats, _ until: Double, _ room: Int, _ longest: Double
    ) -> Line {
        var line = Line(
            TerminalText.padded("#\(turn.number)", 5) + TerminalText.padded(Words.span(turn.callerStoppedMs), 8), .faint
        )
        let end = Self.end(turn, until)
        let columns = max(1, Int(((end - turn.callerStoppedMs) / longest * Double(room)).rounded()))
        var run: (index: Int, count: Int) = (-1, 0)
        for column in 0..<min(columns, room) {
            let at = turn.callerStoppedMs + (Double(column) + 0.5) / Double(room) * longest
            let stage = Self.stage(at, turn, timeline.tools)
            if stage == run.index {
                run.count += 1
            } else {
                line.add(Self.bar(run), Self.tone(run))
                run = (stage, 1)
            }
        }
        line.add(Self.bar(run), Self.tone(run))
        line.add(String(repeating: " ", count: max(0, room - min(columns, room)) + 1))
        guard let latency = turn.latencyMs else {
            line.add(turn.number == timeline.turns.last?.number ? "under way" : "not heard", .faint)
            return line
        }
        line.add(Words.took(latency), latency > 4000 ? .bad : latency > 2500 ? .warn : .plain)
        line.add("  \(turn.cause ?? "")", .faint)
        return line
    }

    private static func bar(_ run: (index: Int, count: Int)) -> String {
        run.index < 0 ? "" : String(repeating: signs[run.index].1, count: run.count)
    }

    private static func tone(_ run: (index: Int, count: Int)) -> Tone { run.index < 0 ? .plain : signs[run.index].0 }

    /// The stage that a moment of an answer belongs to, as an index into `signs`.
    private static func stage(_ at: Double, _ turn: CallTimelineStats.Turn, _ tools: [CallTimelineStats.Tool]) -> Int {
        if at < turn.modelHeardMs { return 0 }
        guard let delta = turn.firstDeltaMs, at >= delta else {
            let runs = tools.contains { at >= $0.beganMs && at < $0.beganMs + ($0.tookMs ?? .infinity) }
            return runs ? 2 : 1
        }
        guard let frame = turn.firstFrameMs, at >= frame else { return 3 }
        return 4
    }

    // MARK: What happened

    private func log(_ timeline: CallTimelineStats) -> [Line] {
        let events = timeline.events.map { ($0.atMs, $0.what, $0.detail ?? "", Tone.plain) }
        let tools = timeline.tools.map { tool -> (Double, String, String, Tone) in
            guard let succeeded = tool.succeeded else { return (tool.beganMs, tool.name, "runs", .tool) }
            let words = "\(succeeded ? "done" : "FAILED") in \(Words.took(tool.tookMs))"
            return (tool.beganMs, tool.name, words, succeeded ? .tool : .bad)
        }
        let entries = (events + tools).sorted { $0.0 > $1.0 }.prefix(100)
        return [Line(), Line("Events and tools, the newest first", .strong)]
            + entries.map { at, what, detail, tone in
                var line = Line(TerminalText.padded(Words.span(at), 8, toTheRight: true) + "  ", .faint)
                line.add(TerminalText.padded(what, 22), tone)
                line.add(" \(detail)", .faint)
                return line
            }
    }
}
