import CoraCall
import CoraTenant
import Testing

struct ToolWaitTests {
    /// Nothing is said or heard, and a tool runs.
    private func waiting() -> CallDriver {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.callsTool("find_listing")
        _ = call.done("R1")
        return call
    }

    @Test func `a quick tool is not spoken of`() {
        var call = waiting()
        call.pass(.milliseconds(580))
        #expect(call.takeDue() == [])
        #expect(call.toolFinishes() == .afterTools)
        call.pass(.seconds(2))
        #expect(call.takeDue() == [])
    }

    @Test func `after 600 ms of silence the caller is told, once; the answer comes after it`() {
        var call = waiting()
        call.pass(.milliseconds(600))
        #expect(call.takeDue() == [.ask(.whileToolsRun)])
        call.begin("R2")
        call.speak("A2", in: "R2", milliseconds: 700)
        #expect(call.toolFinishes() == nil)
        #expect(call.done("R2") == .ask(.afterTools))
        call.begin("R3")
        call.pass(.seconds(3))
        #expect(call.takeDue() == [])
    }

    @Test func `the silence begins when the agent's words have been heard`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
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
        #expect(call.toolFinishes() == nil)
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

    @Test func `the caller is told nothing while the goodbye is said`() {
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
        _ = call.toolFinishes()
        _ = call.done("R2")
        call.begin("R3")
        _ = call.callsTool("find_listing")
        _ = call.done("R3")
        call.pass(.milliseconds(600))
        #expect(call.takeDue() == [.ask(.whileToolsRun)])
    }

    @Test func `a tool that is done before the next of the same response is called leads to one response`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
        #expect(call.toolFinishes() == nil)
        _ = call.callsTool("find_listing")
        #expect(call.done("R1") == .rest)
        #expect(call.toolFinishes() == .afterTools)
        call.begin("R2")
        #expect(call.done("R2") == .rest)
    }
}
