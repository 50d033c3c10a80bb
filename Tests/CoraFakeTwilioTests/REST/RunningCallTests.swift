import CoraWire
import Testing

@testable import CoraFakeTwilio

struct RunningCallTests {
    private let call = RunningCall(CallFields(accountSid: "AC1", callSid: "CA1", call: Scenario.Call()))

    private func isTaken(_ update: CallUpdate) -> Bool {
        do throws(TwilioRESTError) {
            try call.update(update)
            return true
        } catch {
            #expect(error == .notInProgress)
            return false
        }
    }

    @Test func `a call is redirected only while it is in progress`() {
        #expect(!isTaken(.document("<Response/>")))
        call.answered()
        #expect(isTaken(.document("<Response/>")))
        #expect(call.takeUpdate() == .document("<Response/>"))
        #expect(call.takeUpdate() == nil)
        call.ended(.completed)
        #expect(!isTaken(.document("<Response/>")))
        #expect(!isTaken(.hangUp))
    }

    @Test func `only a ringing call is canceled`() {
        #expect(isTaken(.cancel))
        _ = call.takeUpdate()
        call.answered()
        #expect(!isTaken(.cancel))
        #expect(isTaken(.hangUp))
    }

    @Test func `a call that is to end is not redirected any more`() {
        call.answered()
        #expect(isTaken(.hangUp))
        #expect(isTaken(.document("<Response/>")))
        #expect(call.takeUpdate() == .hangUp)
    }

    @Test func `the resource tells the call's state`() {
        #expect(call.resource.object?["status"] == "ringing")
        call.answered()
        #expect(call.resource.object?["status"] == "in-progress")
        #expect(call.resource.object?["end_time"] == .null)
        call.ended(.completed)
        #expect(call.resource.object?["status"] == "completed")
        #expect(call.resource.object?["sid"] == "CA1")
        #expect(call.resource.object?["from"] == "+14155550123")
        #expect(call.resource.object?["duration"] == "0")
        #expect(call.resource.object?["uri"] == "/2010-04-01/Accounts/AC1/Calls/CA1.json")
    }

    @Test func `an update abandons what is under way`() async {
        call.answered()
        let wasCancelled = await call.abandonable { [call] in
            try? call.update(.hangUp)
            return Task.isCancelled
        }
        #expect(wasCancelled)
        // Before it has been followed, nothing else is begun.
        #expect(await call.abandonable { Task.isCancelled })
    }

    @Test func `a registry knows the calls under way, and the last that are over`() {
        let registry = FakeCallRegistry()
        registry.began(call)
        #expect(registry.underWay == ["CA1"])
        call.ended(.completed)
        registry.ended("CA1")
        #expect(registry.underWay == [])
        #expect(registry["CA1"]?.status == .completed)
        #expect(registry["CA2"] == nil)
        for number in 0..<1_000 {
            let other = RunningCall(
                CallFields(accountSid: "AC1", callSid: "CB\(number)", call: Scenario.Call()))
            registry.began(other)
            registry.ended(other.sid)
        }
        #expect(registry["CA1"] == nil)
        #expect(registry["CB0"] != nil)
    }
}
