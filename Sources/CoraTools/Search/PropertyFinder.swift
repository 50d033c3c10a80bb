import CoraArguments
import CoraBusiness

/// The result of a search.
struct PropertyFindings {
    /// The listings to tell the caller of, the best first.
    var listings: [PropertySearch.Found]
    /// Whether the listings fulfil every wish; otherwise they are the nearest there are.
    var isExact: Bool
    /// Whether more listings fulfil every wish.
    var hasMore = false
    /// Where the listings were looked for, if it is not just what was said.
    var place: KnownPlace?
    /// Whether the business has a listing in the place that was asked for.
    var isPlaceKnown = true
}

/// Looks for listings that fulfil every wish, then for listings that come near; each step only if the one before found
/// none. It takes six round trips at most: the city as it was said, the names of places, where that place lies, the
/// wishes there, rare must-haves, what comes near.
struct PropertyFinder {
    let search: PropertySearch
    let tenant: String

    private static let nearest = 3

    /// Finds listings for the wishes.
    /// - Parameter text: where the caller wants to live, in their words; nil for anywhere.
    /// - Throws: `PostgresError`.
    func find(_ wishes: PropertySearch.Wishes, in text: String?) async throws -> PropertyFindings {
        guard let text else { return try await complete(wishes, near: try await near(wishes)) }
        let spoken = SpokenPlace(text)
        var tried: PropertySearch.Place?
        if case .named(let city) = spoken {
            // Most callers name a city, and name it right.
            let there = wishes.at(.city(city))
            let found = try await self.near(there)
            if !found.isEmpty { return try await complete(there, near: found) }
            tried = there.place
        }
        guard let known = try await PlaceFinder(search: search, tenant: tenant).find(spoken) else {
            return try await elsewhere(wishes)
        }
        let there = wishes.at(known.place)
        let near = known.place == tried ? [] : try await self.near(there)
        var findings = try await complete(there, near: near)
        findings.place = known
        return findings
    }

    private func near(_ wishes: PropertySearch.Wishes) async throws -> [PropertySearch.Found] {
        try await search.find(wishes, of: tenant, limit: SearchProperties.best + 1)
    }

    /// The listings that fulfil every wish; else those that come near.
    private func complete(
        _ wishes: PropertySearch.Wishes, near: [PropertySearch.Found]
    ) async throws -> PropertyFindings {
        if let exact = exact(near, wishes) { return exact }
        if !wishes.mustHaves.isEmpty {
            let rare = try await search.findRare(wishes, of: tenant, limit: SearchProperties.best + 1)
            if let exact = exact(rare, wishes) { return exact }
        }
        return try await around(wishes, near)
    }

    private func exact(_ found: [PropertySearch.Found], _ wishes: PropertySearch.Wishes) -> PropertyFindings? {
        let whole = found.filter { $0.met.count == wishes.mustHaves.count }
        guard !whole.isEmpty else { return nil }
        return PropertyFindings(
            listings: Array(whole.prefix(SearchProperties.best)), isExact: true,
            hasMore: whole.count > SearchProperties.best)
    }

    /// The nearest listings, with one wish given up at a time, in a place that has listings or with none wished for.
    private func around(
        _ wishes: PropertySearch.Wishes, _ near: [PropertySearch.Found]
    ) async throws -> PropertyFindings {
        // The last is the place with nothing else wished for; it counts if the others come to nothing.
        let all = NearWishes.all(wishes) + [.init(place: wishes.place)]
        let found = try await search.findEach(all, of: tenant, limit: Self.nearest)
        var candidates = near + found.dropLast().flatMap(\.self)
        if candidates.isEmpty { candidates = found.last ?? [] }
        return PropertyFindings(listings: NearWishes.best(candidates, for: wishes, Self.nearest), isExact: false)
    }

    /// Listings elsewhere, because the tenant has none in that place.
    private func elsewhere(_ wishes: PropertySearch.Wishes) async throws -> PropertyFindings {
        let anywhere = wishes.at(nil)
        var found = try await search.find(anywhere, of: tenant, limit: Self.nearest)
        if found.isEmpty { found = try await around(anywhere, []).listings }
        return PropertyFindings(
            listings: Array(found.prefix(Self.nearest)), isExact: false, isPlaceKnown: false)
    }
}

extension PropertySearch.Wishes {
    /// The wishes in another place.
    fileprivate func at(_ place: PropertySearch.Place?) -> PropertySearch.Wishes {
        var copy = self
        copy.place = place
        return copy
    }
}
