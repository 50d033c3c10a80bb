import CoraTwilio
import Testing

@testable import CoraFakeTwilio

struct CallFieldsTests {
    private let fields = CallFields(accountSid: "AC1", callSid: "CA1", call: Scenario.Call())
    private let leg = DialledLeg(sid: "CA2", number: "+14155550177", callerID: "+14155550100")

    @Test func `a dialled leg is a call of its own`() {
        let form = fields.voice(leg, status: "in-progress")
        #expect(form["CallSid"] == "CA2")
        #expect(form["ParentCallSid"] == "CA1")
        #expect(form["AccountSid"] == "AC1")
        #expect(form["Direction"] == "outbound-dial")
        #expect(form["From"] == "+14155550100")
        #expect(form["To"] == "+14155550177")
    }

    @Test func `a dial that was answered has a duration`() {
        let form = CallFields.dialEnded(
            DialRecord(
                leg: leg, status: "completed", rang: .seconds(3), answered: .milliseconds(8_100), isBridged: true))
        #expect(form["DialCallStatus"] == "completed")
        #expect(form["DialBridged"] == "true")
        #expect(form["DialCallSid"] == "CA2")
        #expect(form["DialCallDuration"] == "9")
    }

    @Test func `a dial that was not answered has no duration`() {
        let form = CallFields.dialEnded(DialRecord(leg: leg, status: "busy", rang: .seconds(3)))
        #expect(form["DialCallStatus"] == "busy")
        #expect(form["DialBridged"] == "false")
        #expect(form["DialCallDuration"] == nil)
    }
}
