import CoraCall
import CoraTenant
import Testing

struct GreetingTests {
    @Test func `without a recording the model is asked for the greeting, once`() {
        var call = CallDriver.make(in: .connecting)

        #expect(call.machine.sessionReady(at: call.now) == .begin(seedGreeting: false, ask: .greeting))
        #expect(call.machine.sessionReady(at: call.now) == .ignore)
        call.begin("R0")
        #expect(call.machine.activeRequest == .greeting)
        #expect(call.done("R0") == .rest)
        #expect(call.machine.sessionReady(at: call.now) == .ignore)
    }

    @Test func `a recorded greeting goes into the conversation, and the model is not asked for one`() {
        var call = CallDriver.make(in: .connecting, hasRecording: true)
        call.playRecording(milliseconds: 2000)

        #expect(call.machine.sessionReady(at: call.now) == .begin(seedGreeting: true, ask: nil))
        #expect(call.machine.sessionReady(at: call.now) == .ignore)
    }

    @Test func `a recorded greeting can be cut`() {
        var call = CallDriver.make(in: .connecting, hasRecording: true)
        call.playRecording(milliseconds: 2000)
        call.pass(.milliseconds(300))
        _ = call.machine.sessionReady(at: call.now)
        call.pass(.milliseconds(200))

        #expect(
            call.callerSpeaks()
                == .bargeIn(
                    Cut(pieces: [.init(item: "greeting", heardMilliseconds: 500)], unheard: .milliseconds(1500))))
    }

    @Test func `what the caller says before the model is ready is held, and then forwarded`() {
        var call = CallDriver.make(in: .connecting)

        #expect(call.machine.mediaArrived(bytes: 160, timestamp: 0, at: call.now) == .hold)
        _ = call.machine.sessionReady(at: call.now)
        #expect(
            call.machine.mediaArrived(bytes: 160, timestamp: 20, at: call.now) == .forward(silenceMilliseconds: 0))
    }

    @Test func `digits typed before the model is ready are told once it is`() {
        var call = CallDriver.make(in: .connecting)
        _ = call.machine.digitPressed("4", at: call.now)
        #expect(call.machine.digitPressed("#", at: call.now) == .wait)
        call.pass(.seconds(2))
        #expect(call.machine.sessionReady(at: call.now) == .begin(seedGreeting: false, ask: .greeting))

        call.pass(.milliseconds(20))
        #expect(call.takeDue() == [.digit(.typed("4", ask: nil))])
        call.begin("R0")
        #expect(call.done("R0") == .ask(.afterDigits))
    }
}
