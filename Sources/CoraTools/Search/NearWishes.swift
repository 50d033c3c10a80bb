import CoraBusiness

/// Finds listings that come near to a caller's wishes, and says how near.
enum NearWishes {
    /// The wishes with one of them relaxed, once for each wish that can be.
    static func all(_ wishes: PropertySearch.Wishes) -> [PropertySearch.Wishes] {
        var all: [PropertySearch.Wishes] = []
        if let beds = wishes.beds, beds > 0 { all.append(changed(wishes) { $0.beds = beds - 1 }) }
        if let baths = wishes.baths, baths > 0 { all.append(changed(wishes) { $0.baths = max(baths - 1, 0) }) }
        if let high = wishes.maxPrice {
            all.append(changed(wishes) { ($0.minPrice, $0.maxPrice, $0.dearestFirst) = (high, high * 1.5, false) })
        }
        if let low = wishes.minPrice, low > 0 {
            all.append(changed(wishes) { ($0.minPrice, $0.maxPrice, $0.dearestFirst) = (low / 2, low, true) })
        }
        return all
    }

    /// The nearest `count` of the candidates, each once.
    static func best(
        _ candidates: [PropertySearch.Found], for wishes: PropertySearch.Wishes, _ count: Int
    ) -> [PropertySearch.Found] {
        var seen: Set<String> = []
        let different = candidates.filter { seen.insert($0.id).inserted }
        let sorted = different.sorted {
            let (left, right) = (distance($0, wishes), distance($1, wishes))
            return left == right ? $0.id < $1.id : left < right
        }
        return Array(sorted.prefix(count))
    }

    /// How far a listing is from the wishes: a bedroom too few counts like 15% of the price, a must-have that is not
    /// mentioned like 10%.
    private static func distance(_ found: PropertySearch.Found, _ wishes: PropertySearch.Wishes) -> Double {
        var distance = 0.1 * Double(wishes.mustHaves.count - found.met.count)
        if let high = wishes.maxPrice, found.price > high { distance += (found.price - high) / max(high, 1) }
        if let low = wishes.minPrice, found.price < low { distance += (low - found.price) / max(low, 1) }
        distance += 0.15 * max(0, Double(wishes.beds ?? 0) - Double(found.beds))
        distance += 0.1 * max(0, (wishes.baths ?? 0) - found.baths)
        return distance
    }

    private static func changed(
        _ wishes: PropertySearch.Wishes, _ change: (inout PropertySearch.Wishes) -> Void
    ) -> PropertySearch.Wishes {
        var copy = wishes
        change(&copy)
        return copy
    }
}
