import CoraBusiness

/// The result of a search.
struct PropertyFindings {
    /// The listings to tell the caller of, the best first.
    var listings: [PropertySearch.Found]
    /// Whether the listings fulfil every wish; otherwise they are the nearest there are.
    var isExact: Bool
    /// Whether more listings fulfil every wish.
    var hasMore = false
    /// The city that the caller meant, if it differs from the one that was heard.
    var understoodCity: String?
    /// Whether the business has a listing in the city that was asked for.
    var isCityKnown = true
}

/// Looks for listings that fulfil every wish, then for listings that come near; each step only if the one before found
/// none.
struct PropertyFinder {
    let search: PropertySearch
    let tenant: String

    private static let nearest = 3

    func find(_ wishes: PropertySearch.Wishes) async throws -> PropertyFindings {
        let near = try await search.find(wishes, of: tenant, limit: SearchProperties.best + 1)
        if let exact = exact(near, wishes) { return exact }
        if !wishes.mustHaves.isEmpty {
            let rare = try await search.findRare(wishes, of: tenant, limit: SearchProperties.best + 1)
            if let exact = exact(rare, wishes) { return exact }
        }
        if near.isEmpty, let city = wishes.city {
            let cities = try await search.cities(of: tenant)
            guard let meant = CityNames.match(city, among: cities) else {
                return try await elsewhere(wishes)
            }
            if meant.lowercased() != city.lowercased() {
                var understood = wishes
                understood.city = meant
                var findings = try await find(understood)
                findings.understoodCity = meant
                return findings
            }
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

    /// The nearest listings, with one wish given up at a time, in a city that has listings or with no city wished for.
    private func around(
        _ wishes: PropertySearch.Wishes, _ near: [PropertySearch.Found]
    ) async throws -> PropertyFindings {
        var candidates = near
        for relaxed in NearWishes.all(wishes) {
            candidates += try await search.find(relaxed, of: tenant, limit: Self.nearest)
        }
        if candidates.isEmpty {
            candidates = try await search.find(.init(city: wishes.city), of: tenant, limit: Self.nearest)
        }
        return PropertyFindings(listings: NearWishes.best(candidates, for: wishes, Self.nearest), isExact: false)
    }

    /// Listings elsewhere, because the tenant has none in that city.
    private func elsewhere(_ wishes: PropertySearch.Wishes) async throws -> PropertyFindings {
        var anywhere = wishes
        anywhere.city = nil
        var found = try await search.find(anywhere, of: tenant, limit: Self.nearest)
        if found.isEmpty { found = try await around(anywhere, []).listings }
        return PropertyFindings(
            listings: Array(found.prefix(Self.nearest)), isExact: false, isCityKnown: false)
    }
}
