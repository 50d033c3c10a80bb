extension FakeCallRecord {
    /// How many times the agent spoke before the caller first did.
    var greetings: Int {
        guard let first = callerSpeeches.first else { return agentSpeeches.count }
        return agentSpeeches.count { $0.startedAt < first.startedAt }
    }

    /// The caller's turns with their answers.
    var turns: [FakeCallReport.Turn] {
        callerSpeeches.indices.map { index in
            let speech = callerSpeeches[index]
            var turn = FakeCallReport.Turn(text: speech.text)
            guard let end = speech.endedAt else { return turn }
            let next = index + 1 < callerSpeeches.count ? callerSpeeches[index + 1].startedAt : nil
            guard let answer = agentSpeeches.first(where: { $0.startedAt > end }),
                next.map({ answer.startedAt < $0 }) ?? true, !isHeard(at: end)
            else { return turn }
            turn.answeredAfter = answer.receivedAt - end
            turn.heardAfter = answer.startedAt - end
            return turn
        }
    }

    /// The clears that cut something the caller was hearing.
    var bargeIns: [FakeCallReport.BargeIn] {
        clears.compactMap { clear in
            guard clear.droppedMilliseconds > 0, let index = clear.speechIndex,
                agentSpeeches.indices.contains(index),
                let caller = callerSpeeches.last(where: { $0.startedAt <= clear.at })
            else { return nil }
            let cut = agentSpeeches[index]
            return FakeCallReport.BargeIn(
                text: caller.text, clearedAt: clear.at, speechToClear: clear.at - caller.startedAt,
                speechToSilence: max(.zero, cut.endedAt - caller.startedAt),
                heardMilliseconds: cut.heardMilliseconds, unheardMilliseconds: clear.droppedMilliseconds,
                leakedMilliseconds: heard(from: clear.at, to: caller.endedAt, after: index))
        }
    }

    private func isHeard(at moment: Duration) -> Bool {
        agentSpeeches.contains { $0.startedAt <= moment && $0.endedAt > moment }
    }

    /// How much the caller heard between `start` and `end` of the stretches after number `index`, in milliseconds.
    private func heard(from start: Duration, to end: Duration?, after index: Int) -> Double {
        guard let end else { return 0 }
        return agentSpeeches[(index + 1)...].reduce(0) { sum, speech in
            let overlap = min(speech.endedAt, end) - max(speech.startedAt, start)
            return sum + max(0, overlap.inMilliseconds)
        }
    }
}

extension CallExpectations {
    /// Whether each of the expectations that are set came true.
    func results(of report: FakeCallReport) -> [ExpectationResult] {
        var results: [ExpectationResult] = []
        if let bargeIns {
            results.append(count("barge-ins", report.bargeIns.count, wanted: bargeIns))
        }
        if let greetings {
            results.append(count("greetings", report.greetings, wanted: greetings))
        }
        if let least = agentSpeechesAtLeast {
            let found = report.agentSpeeches.count
            results.append(result("agent speaks at least \(least) times", found >= least, "\(found) times"))
        }
        if let endedBy {
            let isMet = report.ending.party == endedBy
            results.append(result("ended by the \(endedBy.rawValue)", isMet, report.ending.description))
        }
        if let limit = greetingWithinMilliseconds {
            results.append(within(limit, "first agent audio", report.greetingAfter.map { [$0] } ?? []))
        }
        if let limit = answersWithinMilliseconds {
            results.append(within(limit, "every answer", report.turns.compactMap(\.answeredAfter)))
        }
        if let limit = clearWithinMilliseconds {
            results.append(within(limit, "every clear", report.bargeIns.map(\.speechToClear)))
        }
        if isSilentAfterClear == true {
            let leaked = report.bargeIns.reduce(0) { $0 + $1.leakedMilliseconds }
            results.append(result("silent after a cut", leaked == 0, "\(Int(leaked)) ms heard"))
        }
        if isLastSpeechHeard == true {
            let isHeard = report.agentSpeeches.last?.end == .finished
            results.append(result("goodbye heard to its end", isHeard, isHeard ? "it was" : "it was cut off"))
        }
        for number in Set(dialled).sorted() {
            let wanted = dialled.count { $0 == number }
            let found = report.dials.count { $0.leg.number == number }
            let times = wanted == 1 ? "" : " \(wanted) times"
            results.append(result("dialled \(number)\(times)", found >= wanted, found == 1 ? "once" : "\(found) times"))
        }
        let whispers = report.dials.flatMap(\.whispers)
        for text in whisperContains {
            let isMet = whispers.contains { $0.contains(text) }
            let found = isMet ? "it was" : whispers.isEmpty ? "nothing was" : whispers.joined(separator: " | ")
            results.append(result("whispered: \(text)", isMet, found))
        }
        return results
    }

    private func count(_ name: String, _ found: Int, wanted: Int) -> ExpectationResult {
        result("\(wanted) \(name)", found == wanted, "\(found)")
    }

    private func within(_ limit: Int, _ name: String, _ found: [Duration]) -> ExpectationResult {
        guard let worst = found.max() else { return result("\(name) within \(limit) ms", false, "there was none") }
        let isMet = worst <= .milliseconds(limit)
        return result("\(name) within \(limit) ms", isMet, "\(Int(worst.inMilliseconds.rounded())) ms")
    }

    private func result(_ expected: String, _ isMet: Bool, _ found: String) -> ExpectationResult {
        ExpectationResult(expected: expected, isMet: isMet, found: found)
    }
}
