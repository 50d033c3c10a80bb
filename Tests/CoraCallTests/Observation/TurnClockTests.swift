import CoraCall
import CoraTenant
import Testing

struct TurnClockTests {
    private func ms(_ milliseconds: Int) -> CallInstant { CallInstant(nanoseconds: 0) + .milliseconds(milliseconds) }

    /// The caller's last word at 1.0 s, noticed at 1.5 s.
    private func asked() -> TurnClock {
        var clock = TurnClock()
        #expect(clock.callerStarted() == nil)
        clock.callerStopped(lastWord: ms(1000), at: ms(1500))
        return clock
    }

    @Test func `an answer is timed from the last word to the ear, part by part`() throws {
        var clock = asked()
        #expect(clock.awaitsAnswer)
        clock.answerBegan("R1", bytes: 800, mark: 7, arrived: ms(1900), written: ms(1901))
        #expect(clock.awaitsAnswer == false)
        #expect(clock.responseDone("R1") == nil)
        #expect(clock.markReturned(6, at: ms(1990)) == nil)
        // The mark is behind 100 ms of audio.
        let answered = clock.markReturned(7, at: ms(2101))
        let turn = try #require(answered)

        #expect(turn.latency == .milliseconds(1001))
        #expect(turn.endpointing == .milliseconds(500))
        #expect(turn.model == .milliseconds(400))
        #expect(turn.tools == .zero)
        #expect(turn.ours == .milliseconds(1))
        #expect(turn.line == .milliseconds(100))
        #expect(turn.cause == .endpointing)
        #expect(clock.current == nil)
    }

    @Test func `the parts add up to the whole`() throws {
        var clock = asked()
        clock.toolBegan(at: ms(1700))
        clock.toolsFinished(at: ms(2600))
        clock.answerBegan("R2", bytes: 160, mark: 1, arrived: ms(3000), written: ms(3002))
        _ = clock.markReturned(1, at: ms(3222))
        let answered = clock.responseDone("R2")
        let turn = try #require(answered)

        let parts = [turn.endpointing, turn.model, turn.tools, turn.ours, turn.line].compactMap(\.self)
        #expect(parts.reduce(.zero, +) == turn.latency)
        #expect(turn.tools == .milliseconds(900))
        #expect(turn.cause == .tool)
    }

    @Test func `what is said in a response that then calls a tool is no answer`() throws {
        var clock = asked()
        clock.answerBegan("R1", bytes: 800, mark: 1, arrived: ms(1600), written: ms(1600))
        _ = clock.markReturned(1, at: ms(1750))
        clock.calledTool("R1")
        clock.toolBegan(at: ms(1800))
        #expect(clock.responseDone("R1") == nil)
        #expect(clock.awaitsAnswer)
        clock.toolsFinished(at: ms(2300))
        clock.answerBegan("R2", bytes: 800, mark: 2, arrived: ms(2700), written: ms(2700))
        _ = clock.responseDone("R2")
        let answered = clock.markReturned(2, at: ms(2850))
        let turn = try #require(answered)

        #expect(turn.firstDelta == ms(2700))
        #expect(turn.tools == .milliseconds(500))
        #expect(turn.latency == .milliseconds(1750))
    }

    @Test func `a caller who goes on before the answer is heard gives the exchange up`() {
        var clock = asked()
        clock.answerBegan("R1", bytes: 800, mark: 1, arrived: ms(1600), written: ms(1600))
        #expect(clock.callerStarted() == nil)
        #expect(clock.current == nil)
        #expect(clock.markReturned(1, at: ms(1700)) == nil)
    }

    @Test func `an answer that was heard counts, though the caller cuts it`() throws {
        var clock = asked()
        clock.answerBegan("R1", bytes: 800, mark: 1, arrived: ms(1600), written: ms(1600))
        _ = clock.markReturned(1, at: ms(1700))
        let answered = clock.callerStarted()
        let turn = try #require(answered)
        #expect(turn.heard == ms(1600))
        #expect(turn.number == 1)
        clock.callerStopped(lastWord: ms(3000), at: ms(3500))
        #expect(clock.current?.number == 2)
    }

    @Test func `a last word cannot be later than its end was noticed`() {
        var clock = TurnClock()
        clock.callerStopped(lastWord: ms(1700), at: ms(1500))
        #expect(clock.current?.endpointing == .zero)
    }

    @Test func `a tool that runs since before the caller spoke is counted from then on`() throws {
        var clock = TurnClock()
        clock.toolBegan(at: ms(100))
        clock.callerStopped(lastWord: ms(1000), at: ms(1500))
        clock.toolsFinished(at: ms(1900))
        #expect(clock.current?.tools == .milliseconds(400))
    }
}
