/// One call that is to be made. Times are nanoseconds from the beginning of the run.
package struct PlannedCall: Sendable, Equatable {
    /// The call's number in the run, from 1; it is in the stamps.
    package var number: Int
    package var scenario: LoadScenario
    /// When the webhook is asked.
    package var startsAt: UInt64
    /// When the caller presses 0, or hangs up.
    package var endsAt: UInt64
    /// Where in each 20 ms the call's frames are sent.
    package var phase: UInt64
}

/// Who calls when: the ramp, the plateau, and what happens in each call. A value of the seed.
package struct LoadPlan: Sendable, Equatable {
    /// How a run is to be.
    package struct Shape: Sendable, Equatable {
        /// How many calls are up at the plateau.
        package var calls: Int
        /// How many calls begin in a second.
        package var rampPerSecond: Double
        /// How long the plateau lasts.
        package var seconds: Int
        package var mix: LoadMix
        package var seed: UInt64
        /// The number of the first call less one.
        package var numbersAfter: Int

        package init(
            calls: Int = 20, rampPerSecond: Double = 10, seconds: Int = 30, mix: LoadMix = .usual, seed: UInt64,
            numbersAfter: Int = 0
        ) {
            self.calls = calls
            self.rampPerSecond = rampPerSecond
            self.seconds = seconds
            self.mix = mix
            self.seed = seed
            self.numbersAfter = numbersAfter
        }
    }

    private static let second: UInt64 = 1_000_000_000
    /// A frame's length.
    package static let frame: UInt64 = 20_000_000
    /// What a call takes to be set up, before the plateau begins.
    private static let settling = 2 * second
    /// No call is shorter than this: it is to have its greeting and a turn.
    private static let shortest = 8 * second
    /// What follows a call that ended early, in the same place, comes after this.
    private static let pause = second / 2

    package let shape: Shape
    /// In the order of their beginnings.
    package let calls: [PlannedCall]
    /// When the last call of the ramp has settled.
    package let plateauBegins: UInt64
    /// When the plateau is over, and calls begin to end.
    package let plateauEnds: UInt64

    package init(_ shape: Shape) {
        self.shape = shape
        var random = SplitMix64(seed: shape.seed)
        let ramp = UInt64(Double(max(shape.calls - 1, 0)) / shape.rampPerSecond * Double(Self.second))
        plateauBegins = ramp + Self.settling
        plateauEnds = plateauBegins + UInt64(shape.seconds) * Self.second
        var calls: [PlannedCall] = []
        for (line, scenario) in shape.mix.deal(shape.calls, using: &random).enumerated() {
            let start = UInt64(Double(line) / shape.rampPerSecond * Double(Self.second))
            calls += Self.line(scenario, from: start, to: plateauEnds, using: &random)
        }
        calls.sort { $0.startsAt < $1.startsAt }
        for index in calls.indices { calls[index].number = shape.numbersAfter + index + 1 }
        self.calls = calls
    }

    /// The calls of one line: one that ends early is followed by another, so that the plateau is level.
    private static func line(
        _ scenario: LoadScenario, from start: UInt64, to end: UInt64, using random: inout SplitMix64
    ) -> [PlannedCall] {
        // Calls do not all end in one moment.
        let last = end + .random(in: 0..<second, using: &random)
        var call = PlannedCall(
            number: 0, scenario: scenario, startsAt: start, endsAt: last, phase: .random(in: 0..<frame, using: &random))
        let earliest = start + shortest
        guard scenario == .hangUp || scenario == .transfer, earliest < end else { return [call] }
        call.endsAt = .random(in: earliest..<end, using: &random)
        // A transfer takes its time: what follows waits until it is through.
        let next = call.endsAt + pause + (scenario == .transfer ? 3 * second : 0)
        guard next + shortest < end else { return [call] }
        let following = PlannedCall(
            number: 0, scenario: .talk, startsAt: next, endsAt: last, phase: .random(in: 0..<frame, using: &random))
        return [call, following]
    }

    /// The most frames that one end of a call can send.
    package var mostFrames: Int { Int((plateauEnds + 60 * Self.second) / Self.frame) }
}
