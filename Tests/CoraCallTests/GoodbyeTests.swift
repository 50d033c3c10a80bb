import CoraCall
import CoraTenant
import Testing

struct GoodbyeTests {
    @Test func `said in the same response: the line closes when it has been heard`() {
        var call = CallDriver.make(in: .live)
        #expect(call.callsTool(EndCallTool.name) == .endCall)
        #expect(call.done("R1") == .rest)
        call.pass(.milliseconds(980))
        #expect(call.machine.label == "leaving")
        call.pass(.milliseconds(20))

        #expect(call.marks.last == .hangUp(Termination(.agentEnded)))
    }

    @Test func `not said: it is asked for`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.callsTool(EndCallTool.name)
        #expect(call.done("R1") == .ask(.goodbye(.agentEnded)))
        call.begin("R2")
        call.speak("A2", in: "R2", milliseconds: 400)
        #expect(call.done("R2") == .rest)
        call.pass(.milliseconds(400))

        #expect(call.marks.last == .hangUp(Termination(.agentEnded)))
    }

    @Test func `not said, and a tool has answered: the goodbye comes, not the answer`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.callsTool("find_listing")
        _ = call.toolFinishes()
        _ = call.callsTool(EndCallTool.name)

        #expect(call.done("R1") == .ask(.goodbye(.agentEnded)))
    }

    @Test func `said and heard before the response is done: the line closes then`() {
        var call = CallDriver.make(in: .yielding)
        call.pass(.milliseconds(1100))

        #expect(call.done("R1") == .end(Termination(.agentEnded)))
    }

    @Test func `the caller speaks while it is heard: the line stays open`() {
        var call = CallDriver.make(in: .yielding)
        _ = call.done("R1")
        call.pass(.milliseconds(300))

        #expect(
            call.callerSpeaks()
                == .takeBack(Cut(pieces: [.init(item: "A1", heardMilliseconds: 300)], unheard: .milliseconds(700))))
        call.machine.speechStopped(at: call.now)
        call.begin("R2")
        call.speak("A2", in: "R2", milliseconds: 200)
        #expect(call.done("R2") == .rest)
        call.pass(.seconds(2))
        #expect(call.machine.label == "live")
        #expect(!call.marks.contains(.hangUp(Termination(.agentEnded))))
    }

    @Test func `the caller speaks before it is said: it is not asked for any more`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.callsTool(EndCallTool.name)

        #expect(call.callerSpeaks() == .takeBack(nil))
        #expect(call.done("R1", .cancelled) == .rest)
        call.machine.speechStopped(at: call.now)
        call.begin("R2")
        #expect(call.done("R2") == .rest)
    }

    @Test func `the last mark never comes: the line closes two seconds after the audio should have ended`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.machine.audioBegan(item: "A1", response: "R1", at: call.now)
        _ = call.machine.audioPlayed(bytes: 8000, at: call.now)
        _ = call.callsTool(EndCallTool.name)
        _ = call.done("R1")
        call.pass(.milliseconds(2980))
        #expect(call.machine.label == "leaving")
        call.pass(.milliseconds(20))

        #expect(call.takeDue() == [.end(Termination(.agentEnded))])
    }

    @Test func `a long last answer is heard to its end`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        call.speak("A1", in: "R1", milliseconds: 45_000)
        _ = call.callsTool(EndCallTool.name)
        _ = call.done("R1")
        call.pass(.seconds(44))
        #expect(call.machine.label == "leaving")
        call.pass(.seconds(2))

        #expect(call.marks.last == .hangUp(Termination(.agentEnded)))
    }

    @Test func `a goodbye that never ends is not waited for beyond its limit`() {
        var call = CallDriver.make(in: .yielding)
        for _ in 0..<29 {
            call.pass(.seconds(1))
            call.delta(milliseconds: 1000)
        }
        #expect(call.machine.label == "leaving")
        call.pass(.seconds(1))

        #expect(call.takeDue() == [.end(Termination(.agentEnded))])
    }

    @Test func `at the longest time the caller cannot keep the line open`() {
        var call = CallDriver.make(in: .firm)
        #expect(call.callerSpeaks() == .ignore)
        #expect(call.machine.label == "leaving")
    }

    @Test func `a goodbye that fails is asked for again, then the end is the one that was meant`() {
        var call = CallDriver.quiet()
        let cause = Goodbye.Cause.transfer(to: TransferOrder("+15550199"))
        #expect(call.machine.leave(for: cause, at: call.now) == .ask(.goodbye(cause)))
        for response in ["R1", "R2"] {
            call.begin(response)
            #expect(call.done(response, .failed("why")) == .ask(.goodbye(cause)))
        }
        call.begin("R3")
        // A recorded phrase takes the place of the model's words; without one the call ends there and then.
        #expect(call.done("R3", .failed("why")) == .lost(ModelLoss("why"), .say(.puttingThrough)))
        #expect(call.machine.phraseIsMissing(at: call.now) == cause.termination)
    }

    @Test func `a goodbye cut off before its first word is said after the caller`() {
        var call = CallDriver.quiet()
        _ = call.machine.leave(for: .durationLimit, at: call.now)
        call.begin("R1")
        #expect(call.callerSpeaks() == .ignore)
        #expect(call.done("R1", .cancelled) == .rest)
        call.machine.speechStopped(at: call.now)
        call.begin("own")

        #expect(call.done("own") == .ask(.goodbye(.durationLimit)))
    }

    @Test func `after the last words nothing more is heard`() {
        var call = CallDriver.quiet()
        _ = call.machine.leave(for: .durationLimit, at: call.now)
        call.begin("R1")
        call.speak("A1", in: "R1", milliseconds: 500)
        _ = call.done("R1")
        call.begin("R2")

        #expect(call.speak("A2", in: "R2", milliseconds: 500) == false)
        call.pass(.milliseconds(500))
        #expect(call.marks.last == .hangUp(Termination(.durationLimit)))
    }

    @Test(arguments: [Goodbye.Cause.agentEnded, .silence, .durationLimit, .transfer(to: TransferOrder("+1")), .drain])
    func `the line is lost while leaving: the end is the one that was meant`(cause: Goodbye.Cause) {
        var socket = CallDriver.quiet()
        _ = socket.machine.leave(for: cause, at: socket.now)
        #expect(socket.machine.callerSocketClosed() == cause.termination)

        var media = CallDriver.quiet()
        _ = media.machine.leave(for: cause, at: media.now)
        media.mediaFlows = false
        media.pass(.seconds(16))
        #expect(media.machine.termination == cause.termination)
    }

    @Test func `an order while a goodbye is said stands if the caller takes it back`() {
        var call = CallDriver.make(in: .yielding)
        #expect(call.machine.mayLeave(for: .drain))
        #expect(call.machine.leave(for: .operatorEnded, at: call.now) == nil)
        #expect(call.machine.leave(for: .drain, at: call.now) == nil)

        guard case .bargeIn = call.callerSpeaks() else { return #expect(Bool(false), "the agent was not cut") }
        #expect(!call.machine.mayLeave(for: .drain))
        #expect(call.done("R1", .cancelled) == .rest)
        call.machine.speechStopped(at: call.now)
        call.begin("own")
        #expect(call.callerSpeaks() == .ignore)
        call.machine.speechStopped(at: call.now)
        #expect(call.done("own") == .rest)
        call.begin("own2")
        #expect(call.done("own2") == .ask(.goodbye(.operatorEnded)))
    }

    @Test func `an end that was asked for outranks a drain, which hands the call on`() {
        var call = CallDriver.make(in: .yielding)
        for cause in [Goodbye.Cause.drain, .operatorEnded, .spendLimit(isCalledBack: false)] {
            _ = call.machine.leave(for: cause, at: call.now)
        }
        _ = call.callerSpeaks()
        guard case .leaving(_, let goodbye) = call.machine.state else { return #expect(Bool(false), "it goes on") }
        #expect(goodbye.cause == .operatorEnded)
    }

    @Test func `a claim does not take back a goodbye that an order stands behind`() {
        var call = CallDriver.make(in: .yielding)
        _ = call.machine.leave(for: .operatorEnded, at: call.now)
        #expect(call.machine.claimMade(at: call.now) == .note)
        #expect(call.machine.label == "leaving")
    }

    @Test func `what was asked for before an order stood is not played over the caller`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.callsTool(EndCallTool.name)
        #expect(call.done("R1") == .ask(.goodbye(.agentEnded)))
        _ = call.machine.leave(for: .operatorEnded, at: call.now)
        _ = call.callerSpeaks()
        #expect(call.machine.responseCreated("R2", at: call.now) == .cancel)
    }

    @Test func `a goodbye that is not taken back ends as it began, whatever stands behind it`() {
        var call = CallDriver.make(in: .yielding)
        _ = call.machine.leave(for: .operatorEnded, at: call.now)
        _ = call.done("R1")
        call.pass(.seconds(2))

        #expect(call.marks.last == .hangUp(Termination(.agentEnded)))
    }

    @Test func `an order to put the caller through does not wait for a goodbye to end`() {
        var call = CallDriver.make(in: .yielding)
        let cause = Goodbye.Cause.transfer(to: TransferOrder("+15550199"))
        #expect(call.machine.leave(for: cause, at: call.now) == nil)
        #expect(call.done("R1") == .ask(.goodbye(cause)))
        #expect(!call.machine.mayLeave(for: .drain))
    }

    @Test func `somebody asks for the end while a response is made: the goodbye follows it`() {
        var call = CallDriver.make(in: .live)
        #expect(call.machine.leave(for: .drain, at: call.now) == nil)
        #expect(call.done("R1") == .ask(.goodbye(.drain)))
    }
}
