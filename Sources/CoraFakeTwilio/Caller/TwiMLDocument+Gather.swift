extension TwiMLDocument {
    /// `<Gather>`: waits for keys while it says something (Twilio, "TwiML Voice: Gather").
    package struct Gather: Sendable, Equatable {
        /// The URL that is sent the keys as `Digits`; nil for the document's own URL.
        package var action: Callback?
        /// How many keys end it; nil for no limit.
        package var digitLimit: Int?
        /// How many seconds without a key end it, counted from the end of the prompts.
        package var timeoutSeconds: Int
        /// What it says while it waits.
        package var prompts: [Prompt]
    }

    /// What a `<Gather>` says while it waits.
    package enum Prompt: Sendable, Equatable {
        /// `<Say>`.
        case say(String)
        /// `<Pause>`: silence of so many seconds.
        case pause(seconds: Int)
    }
}

extension TwiMLDocument.Gather {
    init(_ element: TwiMLElement) throws(Violation) {
        try element.checkMethod(code: 13_312)
        var prompts: [TwiMLDocument.Prompt] = []
        for child in element.children { prompts.append(try TwiMLDocument.Prompt(child)) }
        let input = element.attributes["input"] ?? "dtmf"
        guard input.split(separator: " ").contains("dtmf") else {
            throw Violation(code: 12_200, problem: "this Twilio gathers keys only, not \(input)")
        }
        self.init(
            action: element.callback("action", "method"),
            digitLimit: try element.number("numDigits", in: 1...1_024, code: 13_314),
            timeoutSeconds: try element.number("timeout", in: 1...600, code: 13_313) ?? 5, prompts: prompts)
    }
}

extension TwiMLDocument.Prompt {
    fileprivate init(_ element: TwiMLElement) throws(Violation) {
        guard ["Say", "Pause"].contains(element.name) else {
            throw Violation(code: 13_320, problem: "<\(element.name)> in <Gather>")
        }
        switch try TwiMLDocument.Verb(element) {
        case .say(let text): self = .say(text)
        case .pause(let seconds): self = .pause(seconds: seconds)
        case .connect, .dial, .gather, .hangUp, .reject, .redirect:
            throw Violation(code: 13_320, problem: "<\(element.name)> in <Gather>")
        }
    }
}
