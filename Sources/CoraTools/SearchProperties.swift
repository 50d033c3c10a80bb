package import CoraCall
package import CoraStore
import CoraWire

/// Listings for what the caller wants: the best five, or the nearest where nothing fits.
package struct SearchProperties: Tool {
    package struct Arguments: Decodable, Sendable {
        var city: String?
        var minPrice: Double?
        var maxPrice: Double?
        var beds: Int?
        var baths: Double?
        var mustHaves: [String]?
    }

    /// As many as somebody can follow on the telephone.
    static let best = 5
    /// The most must-haves that are looked for.
    static let mostMustHaves = 6

    private let search: PropertySearch

    package init(_ pool: PostgresPool) {
        search = PropertySearch(pool)
    }

    package let description = ToolDescription(
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

    package func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let wishes = try Self.wishes(arguments)
        let finder = PropertyFinder(search: search, tenant: context.ticket.tenant.id)
        return ToolResult(data: PropertyAnswer.json(try await finder.find(wishes), for: wishes))
    }

    /// The wishes in the arguments, as the search takes them.
    static func wishes(_ arguments: Arguments) throws(ToolError) -> PropertySearch.Wishes {
        let prices = [arguments.minPrice, arguments.maxPrice].compactMap(\.self)
        guard prices.allSatisfy({ $0 >= 0 }), (arguments.beds ?? 0) >= 0, (arguments.baths ?? 0) >= 0 else {
            throw ToolError(
                .invalidArguments, "Prices, beds and baths cannot be below zero. Ask the caller what they meant.")
        }
        if let low = arguments.minPrice, let high = arguments.maxPrice, low > high {
            throw ToolError(
                .invalidArguments, "minPrice is above maxPrice. Ask the caller for the lowest and the highest price.")
        }
        var mustHaves: [String] = []
        for text in arguments.mustHaves ?? [] {
            guard let wish = CallerText.plain(text, longest: 80), !mustHaves.contains(wish) else { continue }
            mustHaves.append(wish)
        }
        return PropertySearch.Wishes(
            city: CallerText.plain(arguments.city, longest: 80), minPrice: arguments.minPrice,
            maxPrice: arguments.maxPrice, beds: arguments.beds.map { min($0, 1_000) },
            baths: arguments.baths.map { min($0, 1_000) }, mustHaves: Array(mustHaves.prefix(Self.mostMustHaves)))
    }
}
