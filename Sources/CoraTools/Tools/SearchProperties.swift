import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
import CoraWire

/// Searches the listings for what the caller wants: the best five, or the nearest if none fits.
package struct SearchProperties: RegisteredTool {
    /// The arguments that the model passes.
    package struct Arguments: Decodable, Sendable {
        var city: String?
        var minPrice: Double?
        var maxPrice: Double?
        var beds: Int?
        var baths: Double?
        var mustHaves: [String]?
    }

    /// How many listings are told of: as many as a caller can follow on the telephone.
    static let best = 5
    /// The most must-haves that are looked for.
    static let mostMustHaves = 6
    /// The longest wish, in characters.
    static let longestWish = 80

    private let search: PropertySearch

    package init(_ pool: PostgresPool) {
        search = PropertySearch(pool)
    }

    /// What the model is told of the tool.
    package static let description = ToolDescription(
        name: "search_properties",
        description: "Finds this business's listings. Use it for every question about homes, prices or availability, "
            + "and say only what it returns. It also finds a home by its address: put that into mustHaves. What the "
            + "caller did not say is null.",
        parameters: .object([
            .init("city", .nullable(.string(description: "The city as the caller said it, without the state"))),
            .init("minPrice", .nullable(.number(description: "Lowest price in US dollars"))),
            .init("maxPrice", .nullable(.number(description: "Highest price in US dollars: half a million is 500000"))),
            .init("beds", .nullable(.integer(description: "At least so many bedrooms"))),
            .init("baths", .nullable(.number(description: "At least so many bathrooms, in halves"))),
            .init(
                "mustHaves",
                .nullable(
                    .array(
                        of: .string(),
                        description: "What it must have, one thing each in a few words: pool, fenced yard, 123 Maple"))),
        ]))

    /// What the tool means to the rules of a call and of the business.
    package static let traits = ToolTraits(leadSign: LeadSign("searched the listings", points: 15), followUp: .owed)

    /// Searches the tenant's listings.
    package func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome {
        let wishes = try Self.wishes(arguments)
        let place = try Self.wish(arguments.city, "city")
        let finder = PropertyFinder(search: search, tenant: context.ticket.tenant.id)
        let understood = [
            HomePrice.understood(arguments.minPrice, "minPrice"), HomePrice.understood(arguments.maxPrice, "maxPrice"),
        ]
        return ToolOutcome(
            data: PropertyAnswer.json(
                try await finder.find(wishes, in: place), for: wishes, in: place,
                understood: understood.compactMap(\.self)))
    }

    /// The wishes in the arguments, as the search takes them, without the place. A 0 is no wish: models fill in every
    /// number.
    static func wishes(_ arguments: Arguments) throws(ToolError) -> PropertySearch.Wishes {
        guard (arguments.beds ?? 0) >= 0, (arguments.baths ?? 0) >= 0 else {
            throw ToolError(
                .invalidArguments, "Beds and baths cannot be below zero. Ask the caller what they meant.")
        }
        let lowest = try HomePrice.dollars(arguments.minPrice, "minPrice")
        let highest = try HomePrice.dollars(arguments.maxPrice, "maxPrice")
        if let lowest, let highest, lowest > highest {
            throw ToolError(
                .invalidArguments, "minPrice is above maxPrice. Ask the caller for the lowest and the highest price.")
        }
        var mustHaves: [String] = []
        for text in arguments.mustHaves ?? [] {
            guard let wish = try wish(text, "an element of mustHaves"), !mustHaves.contains(wish) else { continue }
            mustHaves.append(wish)
        }
        guard mustHaves.count <= mostMustHaves else {
            throw ToolError(
                .invalidArguments,
                "At most \(mostMustHaves) mustHaves are looked for. Ask the caller which ones matter most.")
        }
        return PropertySearch.Wishes(
            minPrice: lowest, maxPrice: highest, beds: arguments.beds.flatMap { $0 > 0 ? min($0, 1_000) : nil },
            baths: arguments.baths.flatMap { $0 > 0 ? min($0, 1_000) : nil }, mustHaves: mustHaves)
    }

    /// A wish in a few words; nil for none.
    private static func wish(_ text: String?, _ key: String) throws(ToolError) -> String? {
        let wish = CallerText.wish(text, longest: longestWish + 1)
        guard (wish?.count ?? 0) <= longestWish else {
            throw ToolError(
                .invalidArguments, "\(key) has to be a few words, at most \(longestWish) characters. Say it shorter.")
        }
        return wish
    }
}
