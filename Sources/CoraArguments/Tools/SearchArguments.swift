package import CoraTenant

/// The arguments of `search_properties`.
package struct SearchArguments: ToolArguments {
    var city: String?
    var minPrice: Double?
    var maxPrice: Double?
    var beds: Int?
    var baths: Double?
    var mustHaves: [String]?

    /// What the caller wants of a home. Nil is any; bedrooms and baths are the least there must be.
    package struct Request: Sendable, Equatable {
        /// Where it has to lie, in the caller's words.
        package var place: String?
        /// The lowest price in US dollars.
        package var minPrice: Double?
        /// The highest price in US dollars.
        package var maxPrice: Double?
        /// The fewest bedrooms.
        package var beds: Int?
        /// The fewest baths.
        package var baths: Double?
        /// Further wishes in the caller's words, one thing each.
        package var mustHaves: [String]
        /// How prices were understood that were not taken as they stood, in words.
        package var understood: [String]
    }

    /// The most must-haves that are looked for.
    static let mostMustHaves = 6
    /// The longest wish, in characters.
    static let longestWish = 80

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

    /// The wishes in the arguments. A 0 is no wish: models fill in every number.
    /// - Throws: `invalid_arguments`.
    package func request(in _: ToolContext) throws(ToolError) -> Request {
        guard (beds ?? 0) >= 0, (baths ?? 0) >= 0 else {
            throw ToolError(
                .invalidArguments, "Beds and baths cannot be below zero. Ask the caller what they meant.")
        }
        let lowest = try HomePrice.dollars(minPrice, "minPrice")
        let highest = try HomePrice.dollars(maxPrice, "maxPrice")
        if let lowest, let highest, lowest > highest {
            throw ToolError(
                .invalidArguments, "minPrice is above maxPrice. Ask the caller for the lowest and the highest price.")
        }
        let understood = [HomePrice.understood(minPrice, "minPrice"), HomePrice.understood(maxPrice, "maxPrice")]
        return Request(
            place: try Self.wish(city, "city"), minPrice: lowest, maxPrice: highest,
            beds: beds.flatMap { $0 > 0 ? min($0, 1_000) : nil },
            baths: baths.flatMap { $0 > 0 ? min($0, 1_000) : nil }, mustHaves: try musts(),
            understood: understood.compactMap(\.self))
    }

    private func musts() throws(ToolError) -> [String] {
        var wishes: [String] = []
        for text in mustHaves ?? [] {
            guard let wish = try Self.wish(text, "an element of mustHaves"), !wishes.contains(wish) else { continue }
            wishes.append(wish)
        }
        guard wishes.count <= Self.mostMustHaves else {
            throw ToolError(
                .invalidArguments,
                "At most \(Self.mostMustHaves) mustHaves are looked for. Ask the caller which ones matter most.")
        }
        return wishes
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
