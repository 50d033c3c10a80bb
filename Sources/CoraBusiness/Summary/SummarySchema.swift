import CoraCall

/// The shape of a summary: the model is told to write it, and the reply is checked against it.
package enum SummarySchema {
    /// The name of the shape in a request.
    package static let name = "call_summary"
    /// The longest summary, in characters.
    package static let summaryLimit = 4_000
    /// The most entries of a list.
    package static let listLimit = 20
    /// The longest entry of a list, in characters.
    package static let entryLimit = 500
    /// The values that a lead's quality may have.
    package static let qualities = 0...100

    /// The shape as JSON Schema, in the subset that strict mode takes (OpenAI, "Structured model outputs": every
    /// property required, none added). Keys stand in the order in which the model is to write them: a score that comes
    /// after the words rests on them. Bounds are in words only, because not every server that speaks this protocol
    /// takes `minimum` and `maxItems`; `SummaryReply` holds to them.
    static let json = """
        {"type":"object","properties":{\
        "summary":{"type":"string","description":"Two to five sentences: who called, what they want, what was agreed."},\
        "outcome":{"type":"string","enum":[\(choices)],"description":"What the call came to."},\
        "properties_mentioned":{"type":"array","items":{"type":"string"},\
        "description":"Each property that was spoken of, by address or id, once. At most \(listLimit)."},\
        "next_actions":{"type":"array","items":{"type":"string"},\
        "description":"What a person has to do next, one action an entry, the most urgent first. At most \(listLimit)."},\
        "lead_quality":{"type":"integer","description":"How good a lead the caller is: 0 (none) to 100 (ready to buy, \
        with budget, time and a way to be reached)."}},\
        "required":["summary","outcome","properties_mentioned","next_actions","lead_quality"],\
        "additionalProperties":false}
        """

    private static var choices: String {
        CallOutcome.allCases.map { #""\#($0.rawValue)""# }.joined(separator: ",")
    }
}
