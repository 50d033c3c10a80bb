/// All that a run has measured. A value.
package struct LoadFigures: Sendable {
    /// What one process of two ends knows of the server, where it can be asked.
    package struct Stats: Sendable, Equatable {
        /// Frames that the server says came from callers, and messages it says went to them, in this run.
        package var framesIn: Int
        package var framesOut: Int

        package init(framesIn: Int, framesOut: Int) {
            self.framesIn = framesIn
            self.framesOut = framesOut
        }
    }

    package var plan: LoadPlan
    package var callers = Tally()
    package var models = Tally()
    package var ledger = FrameLedger()
    package var seconds: [LoadSecond] = []
    /// The server's memory before the first call, in kB.
    package var memoryBefore: Int?
    package var stats: Stats?
    /// Sessions that the model had, those with audio that no stamp passes through, and those whose call is not known.
    package var sessions = 0
    package var wideSessions = 0
    package var unknownSessions = 0
    /// What was to be measured and was not, and why.
    package var unmeasured: [String] = []
    /// The server's process ended during the run.
    package var serverDied = false

    package init(_ plan: LoadPlan) { self.plan = plan }

    /// Failures of both ends, by kind.
    package var failures: [String: Int] {
        callers.failures.merging(models.failures) { $0 + $1 }
    }

    /// What the first failure of each kind was, in words.
    package var details: [String: String] { callers.details.merging(models.details) { first, _ in first } }

    /// How late the generator's own frames were, at both ends.
    package var pacing: Spread {
        var pacing = callers.pacing
        pacing.add(models.pacing)
        return pacing
    }

    /// Whether the audio's stamps came through at all.
    package var isStamped: Bool { wideSessions < max(sessions, 1) }

    /// Milliseconds of the server's processor time a call-second of the plateau.
    package var cpuPerCallSecond: Double? { seconds.cpuPerCallSecond(from: plateau.from, to: plateau.to) }

    /// kB a call of the plateau.
    package var memoryPerCall: Double? {
        seconds.memoryPerCall(from: plateau.from, to: plateau.to, before: memoryBefore)
    }

    private var plateau: (from: Double, to: Double) {
        (Double(plan.plateauBegins) / 1e9, Double(plan.plateauEnds) / 1e9 + 0.5)
    }
}

extension LoadFigures {
    /// Each bound, and what was measured.
    package func results(_ bounds: LoadBounds) -> [BoundResult] {
        let failures = failures.values.reduce(0, +)
        var results = [
            BoundResult("lost", limit: Double(bounds.maxLost), value: isStamped ? Double(ledger.lost) : nil),
            BoundResult("mixed", limit: Double(bounds.maxMixed), value: Double(callers.mixed + models.mixed)),
            BoundResult("failures", limit: Double(bounds.maxFailures), value: Double(failures)),
            BoundResult("pacing_p99_ms", limit: LoadBounds.pacing, value: pacing.percentile(99)),
        ]
        for (name, percent, limit) in [("p50", 50.0, bounds.maxP50), ("p99", 99.0, bounds.maxP99)] {
            guard let limit else { continue }
            results.append(BoundResult("up_\(name)_ms", limit: limit, value: models.latency.percentile(percent)))
            results.append(BoundResult("down_\(name)_ms", limit: limit, value: callers.latency.percentile(percent)))
        }
        if let gaps = bounds.maxGaps {
            results.append(BoundResult("gaps", limit: Double(gaps), value: Double(callers.gaps)))
        }
        if let stats {
            let unread = callers.messagesSent - stats.framesIn
            let differs = max(unread - callers.atClose, -unread, 0)
            results.append(BoundResult("server_frames_in_differ", limit: 0, value: Double(differs)))
            results.append(
                BoundResult(
                    "server_frames_out_differ", limit: 0,
                    value: Double(abs(stats.framesOut - callers.messagesArrived))))
        }
        // PCM16 audio is another one when it arrives: nothing can be said of its frames.
        return isStamped ? results : results.filter { !["lost", "mixed"].contains($0.name) }
    }

    /// What the run came to.
    package func verdict(_ bounds: LoadBounds) -> LoadVerdict {
        if let late = pacing.percentile(99), late > LoadBounds.pacing { return .unreliable }
        return results(bounds).allSatisfy(\.isHeld) ? .held : .missed
    }
}
