import CoraCall
import CoraTenant
import Testing

struct WhyTests {
    private func why(_ call: CallDriver) -> String {
        call.machine.why(at: call.now)
    }

    @Test func `every state has words`() {
        let words = Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0, why(.make(in: $0))) })
        #expect(words[.awaitingStart] == "waiting for the stream's start for 0.0 s")
        #expect(words[.redeeming] == "its ticket is being checked")
        #expect(words[.connecting] == "connecting to the model for 0.0 s")
        #expect(words[.live] == "the agent is speaking")
        #expect(words[.yielding] == "the last words are being made: agent_ended")
        #expect(words[.firm] == "the last words are being made: duration_limit")
        #expect(words[.ended] == "ended: caller_hung_up")
    }

    @Test func `a tool that is waited for is named, with the time it takes`() {
        var call = CallDriver.quiet()
        call.mediaFlows = true
        _ = call.callsTool("search_properties")
        call.now = call.now + .milliseconds(1900)
        #expect(why(call) == "waiting for search_properties for 1.9 s")
        _ = call.toolFinishes()
        #expect(why(call) == "waiting for the model's response for 0.0 s")
    }

    @Test func `a caller whose frames have stopped comes first`() {
        var call = CallDriver.quiet()
        call.pass(.milliseconds(500))
        call.mediaFlows = false
        _ = call.callsTool("search_properties")
        call.pass(.seconds(6))
        #expect(why(call) == "the caller's frames stopped 6.0 s ago")
    }

    @Test func `the caller speaks; then the model's answer is waited for`() {
        var call = CallDriver.quiet()
        _ = call.machine.speechStarted(at: call.now)
        #expect(why(call) == "the caller is speaking")
        call.machine.speechStopped(at: call.now)
        call.pass(.milliseconds(700))
        #expect(why(call) == "waiting for the model's response for 0.7 s")
        call.begin("R9")
        call.pass(.milliseconds(300))
        #expect(why(call) == "waiting for the model's audio for 0.3 s")
    }
}

struct CallTimelineTests {
    private let now = CallInstant(nanoseconds: 5)

    @Test func `it stays bounded, and forgets the oldest first`() {
        var timeline = CallTimeline()
        for index in 0..<1000 {
            timeline.note("event \(index)", at: now)
            timeline.heard(TurnTiming(number: index, callerStopped: now, modelHeard: now))
        }
        #expect(timeline.events.count <= CallTimeline.mostEvents)
        #expect(timeline.turns.count <= CallTimeline.longest)
        #expect(timeline.events.last?.what == "event 999")
        #expect(timeline.answered == 1000)
    }
}
