// Judges the account at Twilio.
extension Verdicts {
    /// A number of the account, and what Twilio asks when the number is dialled (Twilio, "IncomingPhoneNumbers").
    package struct Number: Sendable, Equatable, Decodable {
        /// The number in E.164.
        package var phoneNumber: String
        /// The voice webhook; empty if none is set.
        package var voiceUrl: String?
        /// The HTTP method of the webhook: `POST` unless set.
        package var voiceMethod: String?
        /// The TwiML app that Twilio asks instead of the webhook; nil or empty for none.
        package var voiceApplicationSid: String?
        /// The trunk that Twilio asks instead of the webhook; nil or empty for none.
        package var trunkSid: String?

        package init(
            phoneNumber: String, voiceUrl: String? = nil, voiceMethod: String? = "POST",
            voiceApplicationSid: String? = nil, trunkSid: String? = nil
        ) {
            self.phoneNumber = phoneNumber
            self.voiceUrl = voiceUrl
            self.voiceMethod = voiceMethod
            self.voiceApplicationSid = voiceApplicationSid
            self.trunkSid = trunkSid
        }

        /// Whether Twilio asks a TwiML app or a trunk instead of the webhook.
        fileprivate var isElsewhere: Bool {
            [voiceApplicationSid, trunkSid].contains { $0.map { !$0.isEmpty } ?? false }
        }
    }

    /// Judges what Twilio's REST API answered for the account, which transfers to people need.
    /// - Parameters:
    ///   - status: the HTTP status.
    ///   - state: the account's own: `active`, `suspended`, `closed`; nil if the answer was not an account.
    ///   - isTrial: whether it is a trial account.
    package static func account(status: Int, state: String?, isTrial: Bool, at address: String) -> Finding {
        let check = "Twilio account"
        switch (status, state) {
        case (200, "active"?):
            return isTrial
                ? .warn(
                    check,
                    "accepted; a trial: callers hear Twilio's notice first, and only verified numbers are dialled",
                    fix: "upgrade the account before real callers come")
                : .ok(check, "accepted, active")
        case (200, let state?):
            return .fail(check, "the account is \(state)", fix: "see its billing and notices: console.twilio.com")
        case (200, nil):
            return .warn(
                check, "\(address) answers, but with no account", fix: "see that TWILIO_API_URL is the API's address")
        case (401, _), (404, _):
            return .fail(
                check, "\(address) refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN (HTTP \(status))",
                fix: "copy both from console.twilio.com: no caller could be put through to a person")
        case (500..., _):
            return .fail(check, "\(address) fails (HTTP \(status))", fix: "see status.twilio.com; it may pass")
        default:
            return .fail(
                check, "\(address) answers HTTP \(status)", fix: "see that TWILIO_API_URL is the API's address")
        }
    }

    /// Judges whether calls to the account's numbers come to this server.
    /// - Parameters:
    ///   - numbers: the account's numbers, or the first of them.
    ///   - areMore: whether the account has further numbers that were not looked at.
    ///   - webhook: the address that Twilio has to ask.
    package static func numbers(_ numbers: [Number], areMore: Bool, webhook: String) -> Finding {
        let check = "Twilio numbers"
        let fix = "set \"A call comes in\" of the number to Webhook, \(webhook), HTTP POST"
        let here = numbers.filter { !$0.isElsewhere && $0.voiceUrl == webhook }
        if let wrong = here.first(where: { ($0.voiceMethod ?? "POST").uppercased() != "POST" }) {
            return .fail(
                check, "\(wrong.phoneNumber) asks this server by \(wrong.voiceMethod ?? ""), not POST", fix: fix)
        }
        let all = "\(numbers.count)\(areMore ? " or more" : "")"
        guard here.isEmpty else { return .ok(check, "\(here.count) of \(all) ask \(webhook)") }
        guard let first = numbers.first else {
            return .warn(check, "the account has none: nobody can call", fix: "buy one, and \(fix)")
        }
        let asked =
            first.isElsewhere ? "an app or a trunk" : first.voiceUrl.flatMap { $0.isEmpty ? nil : $0 } ?? "nobody"
        return .warn(check, "none of \(all) asks \(webhook); \(first.phoneNumber) asks \(asked)", fix: fix)
    }
}
