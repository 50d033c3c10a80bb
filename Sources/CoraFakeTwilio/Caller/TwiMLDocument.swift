/// A TwiML document, as far as the fake Twilio runs it (Twilio, "TwiML for Programmable Voice").
package struct TwiMLDocument: Sendable, Equatable {
    /// The end of the line that a document runs on.
    package enum Leg: Sendable, Equatable {
        /// The caller's: the call itself.
        case caller
        /// The end of a person who was dialled, before the two are joined: a `<Number url>`, the whisper.
        case callee
    }

    /// The verbs in order.
    package var verbs: [Verb]
    /// The end of the line that it runs on.
    package let leg: Leg

    /// One verb with what is nested in it.
    package enum Verb: Sendable, Equatable {
        /// `<Connect><Stream>`: the call goes to a media socket.
        case connect(Connect)
        /// `<Say>`: text read aloud.
        case say(String)
        /// `<Pause>`: silence of so many seconds.
        case pause(seconds: Int)
        /// `<Dial>`: calls another number.
        case dial(Dial)
        /// `<Gather>`: waits for keys.
        case gather(Gather)
        /// `<Hangup>`: ends the call.
        case hangUp
        /// `<Reject>`: does not answer the call.
        case reject(reason: String)
        /// `<Redirect>`: goes on with the document at that URL.
        case redirect(Callback)
    }

    /// A URL that Twilio requests, and the method.
    package struct Callback: Sendable, Equatable {
        /// The URL as written; may be relative.
        package var url: String
        /// `POST` or `GET`.
        package var method: String
    }

    /// `<Connect>` with its `<Stream>`.
    package struct Connect: Sendable, Equatable {
        /// The URL that is asked when the stream is over.
        package var action: Callback?
        /// The media socket's URL as written.
        package var url: String
        /// The stream's name.
        package var name: String?
        /// The `<Parameter>`s: values by name.
        package var parameters: [String: String]
        /// The URL that is told when the stream starts and stops.
        package var statusCallback: Callback?
    }

    /// Reads a document.
    /// - Throws: ``Violation`` with Twilio's code for what is wrong.
    package init(_ text: String, on leg: Leg = .caller) throws(Violation) {
        guard text.utf8.first == UInt8(ascii: "<") else {
            throw Violation(code: 12_100, problem: "something stands before the document: \(text.prefix(40))")
        }
        let root = try TwiMLElement.parse(text)
        guard root.name == "Response" else {
            throw Violation(code: 12_102, problem: "the root is <\(root.name)>, not <Response>")
        }
        self.leg = leg
        verbs = []
        for element in root.children {
            let verb = try Verb(element)
            if leg == .callee { try verb.checkWhisper() }
            verbs.append(verb)
        }
    }
}

extension TwiMLDocument.Verb {
    init(_ element: TwiMLElement) throws(Violation) {
        switch element.name {
        case "Connect": self = .connect(try TwiMLDocument.Connect(element))
        case "Say":
            guard !element.text.isEmpty else { throw Violation(code: 13_520, problem: "<Say> is empty") }
            guard element.text.count <= 4_096 else { throw Violation(code: 13_521, problem: "<Say> is too long") }
            self = .say(element.text)
        case "Pause": self = .pause(seconds: element.attributes["length"].flatMap { Int($0) } ?? 1)
        case "Dial": self = .dial(try TwiMLDocument.Dial(element))
        case "Gather": self = .gather(try TwiMLDocument.Gather(element))
        case "Hangup": self = .hangUp
        case "Reject": self = .reject(reason: element.attributes["reason"] ?? "rejected")
        case "Redirect":
            let method = element.attributes["method"] ?? "POST"
            self = .redirect(TwiMLDocument.Callback(url: element.text, method: method))
        default: throw Violation(code: 12_200, problem: "<\(element.name)> is no verb this Twilio knows")
        }
    }

    /// Checks that the verb may run on the dialled person's end (Twilio, "TwiML Voice: Number", attribute `url`).
    ///
    /// - Throws: ``Violation`` when it may not.
    fileprivate func checkWhisper() throws(Violation) {
        switch self {
        case .dial: throw Violation(code: 13_201, problem: "<Dial> in a whisper: a dialled leg cannot dial")
        case .connect: throw Violation(code: 12_200, problem: "<Connect> in a whisper")
        case .reject: throw Violation(code: 12_200, problem: "<Reject> in a whisper: it has been answered")
        case .say, .pause, .gather, .hangUp, .redirect: return
        }
    }
}

extension TwiMLDocument.Connect {
    fileprivate init(_ element: TwiMLElement) throws(Violation) {
        guard element.children.count == 1, let stream = element.children.first, stream.name == "Stream" else {
            throw Violation(code: 12_200, problem: "<Connect> wants one <Stream>")
        }
        let url = stream.attributes["url"] ?? ""
        if url.contains("?") { throw Violation(code: 31_920, problem: "<Stream url> has a query: \(url)") }
        if let track = stream.attributes["track"], track != "inbound_track" {
            throw Violation(code: 31_941, problem: "track \(track) under <Connect>")
        }
        var parameters: [String: String] = [:]
        for parameter in stream.children {
            guard parameter.name == "Parameter", let name = parameter.attributes["name"],
                let value = parameter.attributes["value"]
            else { throw Violation(code: 12_200, problem: "<Stream> holds <Parameter name value> only") }
            guard name.count + value.count < 500 else {
                throw Violation(code: 12_200, problem: "parameter \(name) is of 500 characters or more")
            }
            parameters[name] = value
        }
        self.init(
            action: element.callback("action", "method"), url: url, name: stream.attributes["name"],
            parameters: parameters, statusCallback: stream.callback("statusCallback", "statusCallbackMethod"))
    }
}

extension TwiMLElement {
    /// The URL in one attribute and the method in another, `POST` when that is missing; nil when there is no URL.
    func callback(_ url: String, _ method: String) -> TwiMLDocument.Callback? {
        attributes[url].map { TwiMLDocument.Callback(url: $0, method: attributes[method] ?? "POST") }
    }

    /// Checks a method attribute.
    ///
    /// - Throws: ``Violation`` with that code when it is there and neither `GET` nor `POST`.
    func checkMethod(_ name: String = "method", code: Int) throws(Violation) {
        guard let method = attributes[name], method != "GET", method != "POST" else { return }
        throw Violation(code: code, problem: "<\(self.name) \(name)> is neither GET nor POST: \(method)")
    }

    /// The whole number in an attribute; nil when the attribute is missing.
    ///
    /// - Throws: ``Violation`` with that code when it is not a whole number in `range`.
    func number(_ name: String, in range: ClosedRange<Int>, code: Int) throws(Violation) -> Int? {
        guard let text = attributes[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw Violation(
                code: code,
                problem: "<\(self.name) \(name)> is no number from \(range.lowerBound) to \(range.upperBound): \(text)")
        }
        return value
    }
}
