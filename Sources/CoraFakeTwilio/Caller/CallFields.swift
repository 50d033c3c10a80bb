import CoraTwilio

/// What Twilio posts about one call (Twilio, "TwiML request parameters").
struct CallFields: Sendable, Equatable {
    /// The account's SID.
    var accountSid: String
    /// The call's SID.
    var callSid: String
    /// The two numbers and the caller's name.
    var call: Scenario.Call

    /// The fields of every request for a document.
    func voice(status: String) -> FormBody {
        var form = FormBody([
            .init("AccountSid", accountSid), .init("ApiVersion", "2010-04-01"), .init("CallSid", callSid),
            .init("CallStatus", status), .init("Called", call.to), .init("Caller", call.from),
            .init("CallerCity", ""), .init("CallerCountry", "US"), .init("Direction", "inbound"),
            .init("From", call.from), .init("FromCity", ""), .init("StirVerstat", "TN-Validation-Passed-A"),
            .init("To", call.to), .init("ToZip", ""),
        ])
        if let name = call.name { form.fields.append(.init("CallerName", name)) }
        return form
    }

    /// The fields of a request for the document of a dialled leg, which is a call of its own.
    func voice(_ leg: DialledLeg, status: String) -> FormBody {
        FormBody([
            .init("AccountSid", accountSid), .init("ApiVersion", "2010-04-01"), .init("CallSid", leg.sid),
            .init("CallStatus", status), .init("Called", leg.number), .init("CalledCity", ""),
            .init("CalledCountry", "US"), .init("Caller", leg.callerID), .init("Direction", "outbound-dial"),
            .init("From", leg.callerID), .init("ParentCallSid", callSid), .init("To", leg.number),
            .init("ToZip", ""),
        ])
    }

    /// The fields that a request has besides ``voice(status:)`` when a `<Dial>` is over (Twilio, "TwiML Voice: Dial",
    /// action parameters).
    static func dialEnded(_ dial: DialRecord) -> FormBody {
        var form = FormBody([
            .init("DialBridged", dial.isBridged ? "true" : "false"), .init("DialCallSid", dial.leg.sid),
            .init("DialCallStatus", dial.status),
        ])
        if let answered = dial.answered {
            form.fields.append(.init("DialCallDuration", "\(Int((answered / .seconds(1)).rounded(.up)))"))
        }
        return form
    }

    /// The fields of the number's status callback, which here tells only the final event (Twilio, "Call resource",
    /// StatusCallback).
    func ended(status: String, seconds: Int) -> FormBody {
        var form = voice(status: status)
        form.fields += [
            .init("CallDuration", "\(seconds)"), .init("Duration", "\((seconds + 59) / 60)"),
            .init("CallbackSource", "call-progress-events"), .init("SequenceNumber", "0"),
        ]
        return form
    }
}
