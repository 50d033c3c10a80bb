import Testing

@testable import CoraFakeTwilio

struct CallerScriptTests {
    typealias Hearing = CallerScript.Hearing
    private let speaking = Hearing(
        speechCount: 1, currentHeardMilliseconds: 1_000, totalHeardMilliseconds: 1_000, lastHeardAt: .seconds(2),
        lastReceivedAt: .seconds(1), queuedMilliseconds: 2_000)

    private func script(_ steps: CallerStep...) -> CallerScript {
        CallerScript(steps: steps, limitMilliseconds: 60_000)
    }

    private func isMet(_ actions: [CallerScript.Action]) -> Bool? {
        for case .note(let result) in actions { return result.isMet }
        return nil
    }

    @Test func `listening ends when the agent has been quiet for a while`() {
        var script = script(.listen(Listening()), .say("Hello."))
        let finished = Hearing(speechCount: 1, lastHeardAt: .milliseconds(1_000))
        #expect(script.tick(at: .milliseconds(100), hearing: Hearing()) == [])
        #expect(script.tick(at: .milliseconds(1_480), hearing: finished) == [])
        #expect(script.tick(at: .milliseconds(1_500), hearing: finished) == [.speak("Hello.", isInterrupting: false)])
    }

    @Test func `listening again waits for another stretch`() {
        var script = script(.listen(Listening()), .listen(Listening()), .hangUp)
        let one = Hearing(speechCount: 1, lastHeardAt: .seconds(1))
        let two = Hearing(speechCount: 2, lastHeardAt: .seconds(5))
        #expect(script.tick(at: .seconds(2), hearing: one) == [])
        #expect(script.tick(at: .seconds(4), hearing: one) == [])
        #expect(script.tick(at: .seconds(6), hearing: two) == [.hangUp])
    }

    @Test func `listening in vain fails, and the call goes on`() {
        var script = script(.listen(Listening(withinMilliseconds: 1_000)), .say("Anyone?"))
        _ = script.tick(at: .zero, hearing: Hearing())
        let actions = script.tick(at: .milliseconds(1_020), hearing: Hearing())
        #expect(isMet(actions) == false)
        #expect(actions.last == .speak("Anyone?", isInterrupting: false))
    }

    @Test func `a caller who is back listens to what is said then`() {
        var script = script(.expect(.serverCloses(withinMilliseconds: 5_000)), .listen(Listening()), .say("Yes."))
        let before = Hearing(speechCount: 1, lastHeardAt: .seconds(1))
        #expect(script.tick(at: .seconds(1), hearing: before) == [])
        script.streamClosed(byServer: true, at: .seconds(2))
        // Somebody was dialled for a long time meanwhile.
        let actions = script.tick(at: .seconds(30), hearing: before)
        #expect(isMet(actions) == true)
        #expect(actions.count == 1)
        let after = Hearing(speechCount: 2, lastHeardAt: .seconds(33))
        #expect(script.tick(at: .seconds(34), hearing: after) == [.speak("Yes.", isInterrupting: false)])
    }

    @Test func `a line is waited for`() {
        var script = script(.say("Hello."), .hangUp)
        _ = script.tick(at: .zero, hearing: Hearing())
        #expect(script.tick(at: .seconds(1), hearing: Hearing()) == [])
        script.spoken(at: .seconds(2))
        #expect(script.tick(at: .seconds(2), hearing: Hearing()) == [.hangUp])
    }

    @Test func `an interruption waits until the agent has been heard`() {
        var script = script(.interrupt(Interruption(afterMilliseconds: 1_000, text: "Wait.")))
        var early = speaking
        early.currentHeardMilliseconds = 980
        #expect(script.tick(at: .seconds(1), hearing: early) == [])
        #expect(script.tick(at: .seconds(2), hearing: speaking) == [.speak("Wait.", isInterrupting: true)])
        #expect(script.tick(at: .seconds(3), hearing: speaking) == [])
    }

    @Test func `an interruption after the last audio waits for the server to stop sending`() {
        let interruption = Interruption(afterMilliseconds: 500, text: "Wait.", isAfterLastAudio: true)
        var script = script(.interrupt(interruption))
        #expect(script.tick(at: .milliseconds(1_180), hearing: speaking) == [])
        var nearlyDone = speaking
        nearlyDone.queuedMilliseconds = 200
        #expect(script.tick(at: .milliseconds(1_300), hearing: nearlyDone) == [])
        #expect(script.tick(at: .milliseconds(1_300), hearing: speaking) == [.speak("Wait.", isInterrupting: true)])
    }

    @Test func `keys are pressed one by one`() {
        var script = script(.press(["1", "#"]), .hangUp)
        #expect(script.tick(at: .zero, hearing: Hearing()) == [.press("1")])
        #expect(script.tick(at: .milliseconds(180), hearing: Hearing()) == [])
        #expect(script.tick(at: .milliseconds(200), hearing: Hearing()) == [.press("#")])
        #expect(script.tick(at: .milliseconds(400), hearing: Hearing()) == [.hangUp])
    }

    @Test func `a gap in media ends`() {
        var script = script(.muteMedia(milliseconds: 100), .hangUp)
        #expect(script.tick(at: .zero, hearing: Hearing()) == [.mute(true)])
        #expect(script.tick(at: .milliseconds(80), hearing: Hearing()) == [])
        #expect(script.tick(at: .milliseconds(100), hearing: Hearing()) == [.mute(false), .hangUp])
    }

    @Test(arguments: [(300, true), (700, false)])
    func `a clear is timed from the caller's first word`(delay: Int, expected: Bool) {
        var script = script(.say("Wait."), .expect(.clear(withinMilliseconds: 600)), .pause(milliseconds: 9_000))
        _ = script.tick(at: .seconds(1), hearing: Hearing())
        script.cleared(at: .milliseconds(1_000 + delay))
        script.spoken(at: .seconds(3))
        #expect(isMet(script.tick(at: .seconds(3), hearing: Hearing())) == expected)
    }

    @Test func `a clear before the caller spoke is not the one expected`() {
        var script = script(.say("Wait."), .expect(.clear(withinMilliseconds: 600)))
        script.cleared(at: .milliseconds(500))
        _ = script.tick(at: .seconds(1), hearing: Hearing())
        script.spoken(at: .milliseconds(1_400))
        #expect(script.tick(at: .milliseconds(1_400), hearing: Hearing()) == [])
        #expect(isMet(script.tick(at: .milliseconds(1_620), hearing: Hearing())) == false)
    }

    @Test func `what must be heard is counted from the step on`() {
        var script = script(.expect(.heard(milliseconds: 400, withinMilliseconds: 1_000)), .pause(milliseconds: 9_000))
        var hearing = Hearing(totalHeardMilliseconds: 5_000)
        #expect(script.tick(at: .zero, hearing: hearing) == [])
        hearing.totalHeardMilliseconds = 5_400
        #expect(isMet(script.tick(at: .milliseconds(500), hearing: hearing)) == true)
    }

    @Test func `the server's close meets one expectation, and the next document the other`() {
        var script = script(
            .expect(.serverCloses(withinMilliseconds: 1_000)),
            .expect(.twiml(contains: "<Hangup", withinMilliseconds: 1_000)))
        _ = script.tick(at: .zero, hearing: Hearing())
        script.streamClosed(byServer: true, at: .milliseconds(800))
        script.fetched("<Response><Hangup/></Response>")
        #expect(script.callEnded(at: .seconds(1)).map(\.isMet) == [true, true])
    }

    @Test func `a server that closes too late fails`() {
        var script = script(.expect(.serverCloses(withinMilliseconds: 1_000)))
        _ = script.tick(at: .zero, hearing: Hearing())
        script.streamClosed(byServer: true, at: .milliseconds(1_010))
        #expect(script.callEnded(at: .seconds(2)).map(\.isMet) == [false])
    }

    @Test func `steps left over are failures`() {
        var script = script(.say("Hello."), .listen(Listening()), .hangUp)
        #expect(script.callEnded(at: .seconds(1)).map(\.isMet) == [false, false])
    }

    @Test func `the call has a limit`() {
        var script = CallerScript(steps: [.pause(milliseconds: 9_000)], limitMilliseconds: 1_000)
        #expect(script.tick(at: .milliseconds(1_000), hearing: Hearing()) == [])
        let actions = script.tick(at: .milliseconds(1_020), hearing: Hearing())
        #expect(isMet(actions) == false)
        #expect(actions.last == .hangUp)
        #expect(script.tick(at: .milliseconds(1_040), hearing: Hearing()) == [])
    }
}
