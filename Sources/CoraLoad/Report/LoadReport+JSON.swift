package import CoraWire

extension LoadReport {
    /// The report for programs. Times are milliseconds; what was not measured is null, and named in `unmeasured`.
    ///
    /// - `verdict`: `held`, `missed` or `unreliable`.
    /// - `calls`, `seconds`, `seed`: the level, the plateau's length and the numbers' seed.
    /// - `pacing_ms`: how late the generator's own frames were.
    /// - `up_ms`, `down_ms`: added latency from caller to model and back, one way.
    /// - `barge_in_ms`: from the model's `speech_started` to the caller's `clear`; `first_audio_ms`: from the stream's
    ///   `start` to the first audio.
    /// - `frames`: 20 ms each; `lost` of those that had to arrive, `late` by more than 20 ms, `reordered` counts frames that
    ///   came twice too.
    /// - `setup_failures`: calls that failed, at set-up or later, by kind.
    /// - `most_calls`, `tried`: only where the most calls were looked for.
    package var json: JSON {
        let (callers, models, ledger) = (figures.callers, figures.models, figures.ledger)
        var members: [String: JSON] = [
            "verdict": .string(verdict.rawValue), "calls": .int(shape.calls), "seconds": .int(shape.seconds),
            "seed": Int(exactly: shape.seed).map(JSON.int) ?? .string("\(shape.seed)"), "machine": .string(machine),
            "pacing_ms": Self.times(figures.pacing, withP90: false), "up_ms": Self.times(models.latency),
            "down_ms": Self.times(callers.latency), "barge_in_ms": Self.times(callers.bargeIn),
            "first_audio_ms": Self.times(callers.firstAudio),
            "frames": .object([
                "up_sent": .int(callers.framesSent), "up_arrived": stamped(models.framesArrived),
                "down_sent": .int(models.framesSent), "down_arrived": stamped(callers.framesArrived),
                "lost": stamped(ledger.lost), "reordered": stamped(ledger.reordered),
                "late": .int(callers.late + models.late), "mixed": stamped(callers.mixed + models.mixed),
            ]),
            "gaps": .int(callers.gaps), "setup_failures": .object(figures.failures.mapValues(JSON.int)),
            "server": .object([
                "cpu_ms_per_call_second": Self.number(figures.cpuPerCallSecond),
                "memory_kb_per_call": Self.number(figures.memoryPerCall),
            ]),
            "bounds": .array(
                results.map { result in
                    .object([
                        "name": .string(result.name), "limit": Self.number(result.limit),
                        "value": Self.number(result.value), "held": .bool(result.isHeld),
                    ])
                }),
            "unmeasured": .array(figures.unmeasured.map(JSON.string)),
        ]
        if let search {
            members["most_calls"] = search.best.map(JSON.int) ?? .null
            members["tried"] = .array(
                search.steps.map { .object(["calls": .int($0.calls), "outcome": .string("\($0.outcome)")]) })
        }
        return .object(members)
    }

    /// What only stamps tell.
    private func stamped(_ count: Int) -> JSON { figures.isStamped ? .int(count) : .null }

    private static func times(_ spread: Spread, withP90: Bool = true) -> JSON {
        let summary = spread.summary
        var members = [
            "p50": number(summary?.p50), "p99": number(summary?.p99), "max": number(summary?.max),
        ]
        if withP90 { members["p90"] = number(summary?.p90) }
        return .object(members)
    }

    /// A number, to the thousandth.
    private static func number(_ value: Double?) -> JSON {
        guard let value, value.isFinite, abs(value) < 1e12 else { return .null }
        let rounded = (value * 1000).rounded() / 1000
        return Int(exactly: rounded).map(JSON.int) ?? .double(rounded)
    }
}
