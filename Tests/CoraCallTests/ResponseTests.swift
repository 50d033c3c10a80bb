import CoraCall
import CoraTenant
import Testing

struct ResponseTests {
    @Test func `a request waits for the end of the active response`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")

        #expect(call.toolFinishes() == nil)
        #expect(call.done("R1") == .ask(.afterTools))
    }

    @Test func `with no response active it is asked for at once`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
        _ = call.done("R1")

        #expect(call.toolFinishes() == .afterTools)
    }

    @Test func `several tools lead to one response, after the last`() {
        var call = CallDriver.make(in: .live)
        for _ in 0..<3 { _ = call.callsTool("find_listing") }
        _ = call.done("R1")

        #expect(call.toolFinishes() == nil)
        #expect(call.toolFinishes() == nil)
        #expect(call.toolFinishes() == .afterTools)
    }

    @Test func `the caller speaks between request and response: it is cancelled and not heard`() {
        var call = CallDriver.quiet()
        _ = call.callsTool("find_listing")
        #expect(call.toolFinishes() == .afterTools)
        #expect(call.callerSpeaks() == .listen)

        #expect(call.machine.responseCreated("R1", at: call.now) == .cancel)
        let isHeard = call.speak("A1", in: "R1", milliseconds: 200)
        #expect(!isHeard)
    }

    @Test func `a request that waits for the answer to a turn is the second question to a model that gives no sign`() {
        var gate = ResponseGate()
        let start = CallInstant(nanoseconds: 0)
        gate.speechStarted(at: start)
        gate.speechStopped(at: start)
        #expect(gate.want(.nearLimit, at: start) == nil)
        #expect(gate.deadlineReached(at: start + .seconds(5)) == .ask(.nearLimit))
        #expect(gate.deadlineReached(at: start + .milliseconds(5800)) == nil)
        #expect(gate.deadlineReached(at: start + .seconds(6)) == .unanswered)
    }

    @Test func `what waits is asked for in order`() {
        var gate = ResponseGate()
        let now = CallInstant(nanoseconds: 0)

        #expect(gate.want(.greeting, at: now) == .greeting)
        #expect(gate.want(.nearLimit, at: now) == nil)
        #expect(gate.want(.afterTools, at: now) == nil)
        #expect(gate.want(.nearLimit, at: now) == nil)
        gate.created("R1")
        #expect(gate.done("R1", at: now) == .nearLimit)
        gate.created("R2")
        #expect(gate.done("R2", at: now) == .afterTools)
        gate.created("R3")
        #expect(gate.done("R3", at: now) == nil)
        #expect(gate.isIdle)
    }

    @Test func `no more waits than the queue holds`() {
        var gate = ResponseGate()
        let now = CallInstant(nanoseconds: 0)
        gate.created("R0")
        for count in 0..<20 { _ = gate.want(.afterSilence(count), at: now) }
        var asked = 0
        var response = "R0"
        while gate.done(response, at: now) != nil {
            asked += 1
            response = "R\(asked)"
            gate.created(response)
        }

        #expect(asked == ResponseGate.longestQueue)
    }

    @Test func `refused because another is active: asked again when that one is done`() {
        var call = quietWithTool()
        #expect(call.toolFinishes() == .afterTools)
        call.machine.requestRefused(at: call.now)
        call.begin("R2")

        #expect(call.machine.activeRequest == nil)
        #expect(call.done("R2") == .ask(.afterTools))
    }

    @Test func `the model's own response came first: the request that is refused then was not that one`() {
        var call = quietWithTool()
        #expect(call.toolFinishes() == .afterTools)
        call.begin("own")
        call.machine.requestRefused(at: call.now)

        #expect(call.machine.activeRequest == nil)
        #expect(call.done("own") == .ask(.afterTools))
    }

    @Test func `a goodbye is not taken for said when another response was`() {
        var call = CallDriver.quiet()
        #expect(call.machine.leave(for: .durationLimit, at: call.now) == .ask(.goodbye(.durationLimit)))
        call.begin("own")
        call.speak("A1", in: "own", milliseconds: 100)
        call.machine.requestRefused(at: call.now)

        #expect(call.done("own") == .ask(.goodbye(.durationLimit)))
        #expect(call.machine.label == "leaving")
    }

    @Test func `refused and nothing comes: asked again after a while`() {
        var call = quietWithTool()
        _ = call.toolFinishes()
        call.machine.requestRefused(at: call.now)
        call.pass(ResponseGate.patience)

        #expect(call.takeDue() == [.ask(.afterTools)])
    }

    @Test func `tool answers are the model's own to give once the caller speaks`() {
        var call = quietWithTool()
        _ = call.callerSpeaks()
        #expect(call.toolFinishes() == nil)
        call.machine.speechStopped(at: call.now)
        call.begin("R2")

        #expect(call.done("R2") == .rest)
    }

    @Test func `the same when the caller interrupted a response`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
        _ = call.callerSpeaks()
        #expect(call.done("R1", .cancelled) == .rest)
        #expect(call.toolFinishes() == nil)
        call.machine.speechStopped(at: call.now)
        #expect(call.toolFinishes() == nil)
        call.begin("R2")

        #expect(call.done("R2") == .rest)
    }

    @Test func `what waits is forgotten when the caller speaks, but not the warning`() {
        let manners = PhoneManners(silence: .seconds(1000), maximumDuration: .seconds(65))
        var call = CallDriver.make(in: .live, tenant: CallDriver.tenant(manners: manners))
        _ = call.callsTool("find_listing")
        _ = call.toolFinishes()
        call.pass(.seconds(6))
        _ = call.callerSpeaks()
        #expect(call.done("R1", .cancelled) == .rest)
        call.machine.speechStopped(at: call.now)
        call.begin("R2")
        #expect(call.done("R2") == .ask(.nearLimit))
        call.begin("R3")

        #expect(call.done("R3") == .rest)
    }

    @Test func `after the caller the model's own response is awaited, and not for ever`() {
        var call = quietWithTool()
        _ = call.callerSpeaks()
        call.machine.speechStopped(at: call.now)
        #expect(call.machine.nextDeadline.map { $0 <= call.now + ResponseGate.patience } == true)
        call.pass(ResponseGate.patience)
        // The caller's turn is not left without an answer; what the tool says waits for it.
        #expect(call.takeDue() == [.ask(.retry)])
        #expect(call.toolFinishes() == nil)
        call.begin("R2")

        #expect(call.done("R2") == .ask(.afterTools))
    }

    @Test func `a model that thinks for long is not asked twice`() {
        var call = CallDriver.make(in: .connecting)
        _ = call.machine.sessionReady(at: call.now)
        call.begin("R0")
        call.pass(.seconds(19))

        #expect(call.takeDue() == [])
    }

    @Test func `a response without a sign of life is a lost model`() {
        var call = CallDriver.make(in: .live)
        call.pass(.seconds(21))

        #expect(call.takeDue().first == .lost(ModelLoss("a response stalled"), .dial(.own)))
    }

    @Test func `a response that fails is asked for twice more, then the model is given up`() {
        var call = CallDriver.make(in: .connecting)
        _ = call.machine.sessionReady(at: call.now)
        call.begin("R0")
        #expect(call.done("R0", .failed("why")) == .ask(.greeting))
        call.begin("R1")
        #expect(call.done("R1", .failed("why")) == .ask(.greeting))
        call.begin("R2")

        #expect(call.done("R2", .failed("why")) == .lost(ModelLoss("why"), .dial(.own)))
        #expect(call.machine.label == "recovering")
    }

    @Test func `one that succeeds makes up for those that failed`() {
        var call = CallDriver.make(in: .live)
        for count in 1...6 {
            let outcome = count.isMultiple(of: 2) ? ResponseOutcome.completed : .failed("why")
            #expect(call.done("R\(count)", outcome) != .lost(ModelLoss("why"), .dial(.own)))
            call.begin("R\(count + 1)")
        }
        #expect(call.machine.label == "live")
    }

    @Test func `a response that fails at once, uncreated, is asked for again at once`() {
        var call = CallDriver.make(in: .connecting)
        _ = call.machine.sessionReady(at: call.now)

        #expect(call.done("R0", .failed("why")) == .ask(.greeting))
    }

    @Test func `what fails is asked for before what waits, and nothing gets lost`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
        _ = call.toolFinishes()
        #expect(call.done("R1", .failed("why")) == .ask(.retry))
        call.begin("R2")
        #expect(call.done("R2") == .ask(.afterTools))
    }

    @Test func `a failed response is not asked for again over the caller`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()
        #expect(call.done("R1", .failed("why")) == .rest)
        call.machine.speechStopped(at: call.now)
        call.begin("R2")
        #expect(call.done("R2") == .rest)
    }

    @Test func `a request that is refused for its own sake is given up after two more`() {
        var call = CallDriver.make(in: .connecting)
        _ = call.machine.sessionReady(at: call.now)
        for _ in 0..<2 {
            #expect(call.machine.requestFailed("why", at: call.now) == nil)
            call.pass(ResponseGate.patience)
            #expect(call.takeDue() == [.ask(.greeting)])
        }
        #expect(call.machine.requestFailed("why", at: call.now) == .dial(.own))
        #expect(call.machine.label == "recovering")
    }

    @Test func `the end of a response that is not active is a race`() {
        var call = CallDriver.make(in: .live)

        #expect(call.done("R0") == .rest)
        #expect(call.machine.figures.races == 1)
        #expect(call.done("R1") == .rest)
    }

    /// Nothing is said; a tool runs.
    private func quietWithTool() -> CallDriver {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
        _ = call.done("R1")
        call.pass(.milliseconds(1100))
        return call
    }
}
