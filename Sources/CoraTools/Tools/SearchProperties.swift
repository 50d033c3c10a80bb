package import CoraArguments
import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
import CoraWire

/// Searches the listings for what the caller wants: the best five, or the nearest if none fits.
package struct SearchProperties: RegisteredTool {
    /// The arguments that the model passes.
    package typealias Arguments = SearchArguments

    /// How many listings are told of: as many as a caller can follow on the telephone.
    static let best = 5

    private let search: PropertySearch

    package init(_ pool: PostgresPool) {
        search = PropertySearch(pool)
    }

    /// What the model is told of the tool.
    package static let description = SearchArguments.description

    /// What the tool means to the rules of a call and of the business.
    package static let traits = ToolTraits(
        leadSign: LeadSign("searched the listings", points: 15), followUp: .owed, isShown: true)

    /// Searches the tenant's listings.
    package func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome {
        let request = try arguments.request(in: context)
        let wishes = PropertySearch.Wishes(
            minPrice: request.minPrice, maxPrice: request.maxPrice, beds: request.beds, baths: request.baths,
            mustHaves: request.mustHaves)
        let finder = PropertyFinder(search: search, tenant: context.ticket.tenant.id)
        return ToolOutcome(
            data: PropertyAnswer.json(
                try await finder.find(wishes, in: request.place), for: wishes, in: request.place,
                understood: request.understood))
    }
}
