import CoraCall
import Testing

@Suite("Waiting for tools")
struct ToolWaitTests {
    /// Nothing is said or heard, and a tool runs.
    private func waiting() -> CallDriver {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.machine.toolCalled("find_listing", at: call.now)
        _ = call.done("R1")
        return call
    }

    @Test func `a quick tool is not spoken of`() {
        var call = waiting()
        call.pass(.milliseconds(580))
        #expect(call.takeDue() == [])
        #expect(call.machine.toolFinished(at: call.now) == .afterTools)
        call.pass(.seconds(2))
        #expect(call.takeDue() == [])
    }

    @Test func `after 600 ms of silence the caller is told, once; the answer comes after it`() {
        var call = waiting()
        call.pass(.milliseconds(600))
        #expect(call.takeDue() == [.ask(.whileToolsRun)])
        call.begin("R2")
        call.speak("A2", in: "R2", milliseconds: 700)
        #expect(call.machine.toolFinished(at: call.now) == nil)
        #expect(call.done("R2") == .ask(.afterTools))
        call.begin("R3")
        call.pass(.seconds(3))
        #expect(call.takeDue() == [])
    }

    @Test func `the silence begins when the agent's words have been heard`() {
        var call = CallDriver.make(in: .live)
        _ = call.machine.toolCalled("find_listing", at: call.now)
        _ = call.done("R1")
        call.pass(.milliseconds(1500))
        #expect(call.takeDue() == [])
        call.pass(.milliseconds(200))
        #expect(call.takeDue() == [.ask(.whileToolsRun)])
    }

    @Test func `nothing is said over the caller, whose words the model answers`() {
        var call = waiting()
        #expect(call.callerSpeaks() == .listen)
        call.pass(.seconds(2))
        #expect(call.takeDue() == [])
        #expect(call.machine.toolFinished(at: call.now) == nil)
    }

    @Test func `the caller may interrupt it`() {
        var call = waiting()
        call.pass(.milliseconds(600))
        call.begin("R2")
        call.speak("A2", in: "R2", milliseconds: 700)
        guard case .bargeIn = call.callerSpeaks() else {
            Issue.record("it was not cut")
            return
        }
        #expect(call.done("R2", .cancelled) == .rest)
    }

    @Test func `nobody is told while the goodbye is said`() {
        var call = waiting()
        _ = call.machine.leave(for: .durationLimit, at: call.now)
        call.pass(.seconds(2))
        #expect(!call.takeDue().contains(.ask(.whileToolsRun)))
    }

    @Test func `another round of tools is spoken of again`() {
        var call = waiting()
        call.pass(.milliseconds(600))
        _ = call.takeDue()
        call.begin("R2")
        _ = call.machine.toolFinished(at: call.now)
        _ = call.done("R2")
        call.begin("R3")
        _ = call.machine.toolCalled("find_listing", at: call.now)
        _ = call.done("R3")
        call.pass(.milliseconds(600))
        #expect(call.takeDue() == [.ask(.whileToolsRun)])
    }

    @Test func `a tool that is done before the next of the same response is called leads to one response`() {
        var call = CallDriver.make(in: .live)
        _ = call.machine.toolCalled("find_listing", at: call.now)
        #expect(call.machine.toolFinished(at: call.now) == nil)
        _ = call.machine.toolCalled("find_listing", at: call.now)
        #expect(call.done("R1") == .rest)
        #expect(call.machine.toolFinished(at: call.now) == .afterTools)
        call.begin("R2")
        #expect(call.done("R2") == .rest)
    }
}

@Suite("Results in order")
struct ToolOrderTests {
    @Test(arguments: [
        (["a", "b"], [["a"], ["b"]]), (["b", "a"], [[], ["a", "b"]]), (["c", "a", "b"], [[], ["a"], ["b", "c"]]),
        (["c", "b", "a"], [[], [], ["a", "b", "c"]]), (["x", "a", "a"], [[], ["a"], []]),
    ])
    func `they go back as they were asked for`(finished: [String], back: [[String]]) {
        var order = ToolOrder()
        for id in finished.contains("c") ? ["a", "b", "c"] : ["a", "b"] { order.began(id) }
        #expect(finished.map { order.finished($0) } == back)
    }

    @Test func `an id that is asked for twice is one tool`() {
        var order = ToolOrder()
        order.began("a")
        order.began("a")
        #expect(order.knows("a"))
        #expect(order.finished("a") == ["a"])
        #expect(!order.knows("a") && order.finished("a") == [])
    }
}
