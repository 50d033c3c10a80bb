package import CoraTenant

/// The arguments of `qualify_lead`.
package struct LeadArguments: ToolArguments {
    var intent: String
    var budget: Double?
    var timeline: String?
    var financingStatus: String

    /// What the caller wants, as far as they said it.
    package struct Request: Sendable, Equatable {
        /// Whether the caller wants to buy or to sell.
        package var intent: LeadScore.Intent
        /// In US dollars, what a buyer can spend or a seller hopes for.
        package var budget: Double?
        /// When they want to buy or sell, in their own words.
        package var timeline: String?
        /// How far the financing is.
        package var financing: LeadScore.Financing
    }

    /// The most that is taken for an amount of money, in US dollars.
    static let mostDollars = 1e11

    /// What the model is told of the tool.
    package static let description = ToolDescription(
        name: "qualify_lead",
        description:
            "Notes what the caller wants. Call it as soon as they say that they want to buy or sell, and again "
            + "whenever they say more: what is null now stays as it was. Do not mention it or its score.",
        parameters: .object([
            .init("intent", .string(allowed: LeadScore.Intent.allCases.map(\.rawValue))),
            .init(
                "budget",
                .nullable(
                    .number(description: "US dollars: what a buyer can spend, or the price a seller hopes for"))),
            .init("timeline", .nullable(.string(description: "When, in the caller's words"))),
            .init("financingStatus", .string(allowed: LeadScore.Financing.allCases.map(\.rawValue))),
        ]))

    /// Turns the arguments into what is noted.
    /// - Throws: `invalid_arguments`.
    package func request(in _: ToolContext) throws(ToolError) -> Request {
        if let budget, budget > Self.mostDollars {
            throw ToolError(.invalidArguments, "budget is no amount of money. Ask the caller for it, in dollars.")
        }
        return Request(
            intent: LeadScore.Intent(rawValue: intent) ?? .buy, budget: try HomePrice.dollars(budget, "budget"),
            timeline: CallerText.wish(timeline, longest: ArgumentCheck.longestText),
            financing: LeadScore.Financing(rawValue: financingStatus) ?? .unknown)
    }
}
