import CoraCall
import CoraTenant

extension TwiMLDocument {
    /// `<Dial>` with its numbers (Twilio, "TwiML Voice: Dial" and "Number").
    package struct Dial: Sendable, Equatable {
        /// The URL that is asked when the dial is over.
        package var action: Callback?
        /// The numbers that ring at the same time; the first to answer takes the call.
        package var numbers: [Number]
        /// The number that the dialled people see; nil for the caller's own.
        package var callerID: String?
        /// How many seconds the numbers ring.
        package var timeoutSeconds: Int
        /// Whether the caller hears ringing until the two are joined.
        package var answersOnBridge: Bool
    }

    /// One `<Number>`.
    package struct Number: Sendable, Equatable {
        /// The number, E.164.
        package var number: String
        /// The document that runs on this person's end before the two are joined.
        package var whisper: Callback?

        package init(_ number: String, whisper: Callback? = nil) {
            self.number = number
            self.whisper = whisper
        }
    }
}

extension TwiMLDocument.Dial {
    init(_ element: TwiMLElement) throws(Violation) {
        try element.checkMethod(code: 13_210)
        var numbers: [TwiMLDocument.Number] = []
        for child in element.children { numbers.append(try TwiMLDocument.Number(child)) }
        if numbers.isEmpty, !element.text.isEmpty {
            numbers = [TwiMLDocument.Number(try Self.checked(element.text))]
        }
        guard !numbers.isEmpty else { throw Violation(code: 13_201, problem: "<Dial> names nobody") }
        guard numbers.count <= 10 else { throw Violation(code: 13_215, problem: "<Dial> names more than ten") }
        let callerID = element.attributes["callerId"]
        if let callerID, !Self.isE164(callerID) {
            throw Violation(code: 13_214, problem: "<Dial callerId> is no E.164 number: \(callerID)")
        }
        self.init(
            action: element.callback("action", "method"), numbers: numbers, callerID: callerID,
            timeoutSeconds: try element.number("timeout", in: 5...600, code: 13_212) ?? 30,
            answersOnBridge: element.attributes["answerOnBridge"] == "true")
    }

    /// The number, if it can be dialled.
    ///
    /// - Throws: ``Violation`` 13223 when it cannot.
    static func checked(_ number: String) throws(Violation) -> String {
        guard isE164(number) else { throw Violation(code: 13_223, problem: "no E.164 number to dial: \(number)") }
        return number
    }

    /// No country code begins with a zero, and Twilio refuses numbers that do.
    private static func isE164(_ number: String) -> Bool {
        E164.isNumber(number) && !number.hasPrefix("+0")
    }
}

extension TwiMLDocument.Number {
    fileprivate init(_ element: TwiMLElement) throws(Violation) {
        guard element.name == "Number" else {
            throw Violation(code: 13_215, problem: "this Twilio does not dial <\(element.name)>")
        }
        try element.checkMethod(code: 13_221)
        self.init(
            try TwiMLDocument.Dial.checked(element.text), whisper: element.callback("url", "method"))
    }
}
