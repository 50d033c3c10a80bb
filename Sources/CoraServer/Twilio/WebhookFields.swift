import CoraTenant
import CoraTwilio

/// The fields of a webhook: those of its form, then those of its address. An empty field counts as absent.
struct WebhookFields: Sendable {
    private var values: [String: String] = [:]

    init(form: FormBody?, query: FormBody?) {
        for field in (query?.fields ?? []) + (form?.fields ?? []) where !field.value.isEmpty {
            values[field.name] = field.value
        }
    }

    subscript(name: String) -> String? { values[name] }

    /// The carrier's id of the call.
    var callSID: String? { self["CallSid"] }
    /// The number that was dialled, in a request about the caller's own line; also that of a SIP address.
    var dialled: String { Caller.dialled(self["To"] ?? "") }
    /// The carrier's `From`: who calls, in a request about the caller's own line.
    var from: String { self["From"] ?? "" }
    /// Whether the carrier tells how a second try to call a person went, with our own number as the caller ID.
    var isSecondTry: Bool { self[TwilioAnswers.secondTryField] != nil }
    /// Whether another instance has sent the caller here.
    var isMoved: Bool { self[TwilioAnswers.movedField] != nil }
}
