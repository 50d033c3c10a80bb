import CoraArguments
import CoraBusiness
import CoraWire

/// Writes listings for the model, short enough to be said.
enum PropertyAnswer {
    /// - Parameters:
    ///   - place: where the caller wants to live, in their words; nil for anywhere.
    ///   - understood: what was taken otherwise than it was written, in words.
    static func json(
        _ findings: PropertyFindings, for wishes: PropertySearch.Wishes, in place: String?, understood: [String] = []
    ) -> JSON {
        var answer: [String: JSON] = [
            "match": findings.isExact ? "exact" : findings.listings.isEmpty ? "none" : "nearest",
            "summary": .string(summary(findings, place)),
            "properties": .array(findings.listings.map { listing($0, wishes, findings.isExact) }),
        ]
        if findings.hasMore { answer["more"] = true }
        if let name = findings.place?.understood {
            var isCity = false
            if case .city? = findings.place?.place { isCity = true }
            answer[isCity ? "understoodCity" : "understoodPlace"] = .string(name)
        }
        if !understood.isEmpty { answer["understood"] = .array(understood.map(JSON.string)) }
        return .object(answer)
    }

    private static func summary(_ findings: PropertyFindings, _ place: String?) -> String {
        let count = count(findings, place)
        guard let note = findings.place?.note, !findings.listings.isEmpty else { return count }
        return "\(count) \(note)"
    }

    private static func count(_ findings: PropertyFindings, _ place: String?) -> String {
        let count = findings.listings.count
        if findings.isExact {
            if findings.hasMore { return "More than \(count) homes match; these are the best." }
            return count == 1 ? "One home matches." : "\(count) homes match."
        }
        guard count > 0 else { return "There are no listings at the moment." }
        if !findings.isPlaceKnown, let place {
            return "There are no listings in \(place). The nearest to the other wishes are elsewhere."
        }
        return "Nothing matches all of that. The nearest are these; say how each one differs."
    }

    private static func listing(
        _ found: PropertySearch.Found, _ wishes: PropertySearch.Wishes, _ isExact: Bool
    ) -> JSON {
        var json: [String: JSON] = ["propertyId": .string(found.id), "say": .string(say(found, wishes))]
        let differences = isExact ? [] : differences(found, wishes)
        if !differences.isEmpty { json["differs"] = .array(differences.map(JSON.string)) }
        return .object(json)
    }

    private static func say(_ found: PropertySearch.Found, _ wishes: PropertySearch.Wishes) -> String {
        let beds = found.beds == 1 ? "1 bedroom" : "\(found.beds) bedrooms"
        let baths = number(found.baths) + (found.baths == 1 ? " bath" : " baths")
        var text = "\(found.address), \(found.city): \(beds), \(baths), \(HomePrice.written(found.price))"
        // The wishes that the caller asked for come first.
        let asked = found.met.compactMap { wishes.mustHaves.indices.contains($0) ? wishes.mustHaves[$0] : nil }
        let features = found.features.sorted { left, right in
            let (first, second) = (isAsked(left, asked), isAsked(right, asked))
            return first && !second
        }
        if !features.isEmpty { text += "; " + features.prefix(3).joined(separator: ", ") }
        return text
    }

    private static func isAsked(_ feature: String, _ asked: [String]) -> Bool {
        asked.contains { feature.lowercased().contains($0.lowercased()) }
    }

    private static func differences(_ found: PropertySearch.Found, _ wishes: PropertySearch.Wishes) -> [String] {
        var differences: [String] = []
        if let high = wishes.maxPrice, found.price > high {
            differences.append("\(HomePrice.written(found.price - high)) over")
        }
        if let low = wishes.minPrice, found.price < low {
            differences.append("\(HomePrice.written(low - found.price)) under")
        }
        if let beds = wishes.beds, found.beds < beds { differences.append("\(found.beds) bedrooms, not \(beds)") }
        if let baths = wishes.baths, found.baths < baths {
            differences.append("\(number(found.baths)) baths, not \(number(baths))")
        }
        for (place, wish) in wishes.mustHaves.enumerated() where !found.met.contains(place) {
            differences.append("\(wish) is not mentioned")
        }
        return differences
    }

    private static func number(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? String(value)
    }
}
