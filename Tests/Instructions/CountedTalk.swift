import BenchProbes
import CoraWire
import NIOCore

/// What is said on the counted call: the turns of `Scripts/bench load`, 6 s each. The caller's line carries a frame every
/// 20 ms; the model answers 1 s after the turn's beginning in deltas of 100 ms with words beside them, half a second ahead,
/// and is done after 3 s, or in every other turn is spoken over at the next.
struct CountedTalk {
    private static let ticksPerTurn = 60
    private static let (answerBegins, answerEnds) = (10, 40)
    private static let lead = 5
    private static let framesPerTick = 5
    private static let frame = ByteBuffer(repeating: 0x55, count: 160).base64
    private static let delta = ByteBuffer(repeating: 0x55, count: 800).base64

    /// The seconds of a turn.
    static let secondsPerTurn = 6

    let place: SharedEnd<CountedEnds>

    /// Talks for so many turns.
    /// - Throws: `InstructionCount.Refused` when something does not arrive.
    func run(turns: Int) async throws {
        for turn in 0..<turns {
            for tick in 0..<Self.ticksPerTurn {
                for _ in 0..<Self.framesPerTick { try await step(.frame) { $0.line.say(Self.frame) } }
                try await answer(turn, tick)
            }
        }
    }

    private func answer(_ turn: Int, _ tick: Int) async throws {
        let isCut = !turn.isMultiple(of: 2)
        switch tick {
        case 0 where turn > 0:
            // The answer before is still heard: there is something to clear.
            let wasCut = !isCut
            try await step(.clear) { ends in
                ends.model.send(ModelEvents.speechStarted(turn))
                if wasCut { ends.model.endResponse("cancelled") }
            }
        case Self.answerBegins:
            try await place.loop.submit {
                place.value?.model.send(ModelEvents.speechStopped(turn))
                place.value?.model.send(ModelEvents.committed(turn))
                place.value?.model.send(ModelEvents.transcript("And what does the house on Maple Avenue cost?", turn))
                place.value?.model.beginResponse()
            }.get()
            for _ in 0..<Self.lead { try await say() }
        case Self.answerEnds where !isCut:
            try await place.loop.submit {
                place.value?.model.finishAudio()
                place.value?.model.endResponse("completed")
            }.get()
        case Self.answerBegins..<Self.answerEnds: try await say()
        default:
            if isCut, tick > Self.answerBegins { try await say() }
        }
    }

    private func say() async throws {
        try await step(.audio) { ends in
            ends.model.sayWords("a word or two ")
            ends.model.say(Self.delta)
        }
    }

    /// Does something, and waits for what it leads to.
    private func step(_ sign: CountedEnds.Sign, _ act: @escaping @Sendable (CountedEnds) -> Void) async throws {
        let promise = place.loop.makePromise(of: Void.self)
        place.loop.execute {
            guard let ends = place.value else {
                return promise.fail(InstructionCount.Refused(description: "no call"))
            }
            ends.await(sign, promise)
            act(ends)
        }
        try await promise.futureResult.get()
    }
}
