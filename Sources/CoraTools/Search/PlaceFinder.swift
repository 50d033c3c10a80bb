import CoraArguments
import CoraBusiness

/// A place in which listings are looked for.
struct KnownPlace: Sendable, Equatable {
    /// What the search goes by.
    var place: PropertySearch.Place
    /// The place's name, if it is not the one that was said.
    var understood: String?
    /// What the caller should know of how the place was taken; a sentence.
    var note: String?
}

/// Finds the place that a caller meant among those of the listings.
struct PlaceFinder: Sendable {
    let search: PropertySearch
    let tenant: String

    /// The place that was meant; nil if the listings have none like it.
    /// - Throws: `PostgresError`.
    func find(_ spoken: SpokenPlace) async throws -> KnownPlace? {
        if case .postalCode(let code) = spoken {
            let place = PropertySearch.Place.postalCode(code)
            return try await search.exists(place, of: tenant) ? KnownPlace(place: place) : nil
        }
        guard let meaning = PlaceMeaning(spoken, among: try await search.places(of: tenant)) else { return nil }
        let known = meaning.known
        switch meaning.relation {
        case .inside: return known
        case .near: return try await around(known) { $0.near(isDistrict: known.place.isDistrict) }
        case .beyond(let direction): return try await around(known) { $0.beyond(direction) }
        case .part(let direction): return try await around(known) { $0.part(direction) }
        }
    }

    /// The area that lies so from a place; the place itself, with a note, if the listings do not say where they lie.
    private func around(
        _ known: KnownPlace, _ area: (PlaceArea) -> PlaceArea.Found
    ) async throws -> KnownPlace {
        var result = known
        guard let extent = try await search.extent(of: known.place, of: tenant) else {
            result.note =
                "The listings do not say where on the map they lie, so these are in \(known.place.name) itself."
            return result
        }
        let found = area(PlaceArea(name: known.place.name, extent: extent))
        (result.place, result.note) = (found.place, found.note)
        return result
    }
}

/// What a spoken place means among the places of the listings. Pure.
struct PlaceMeaning: Sendable, Equatable {
    /// How homes are to lie to the place.
    enum Relation: Sendable, Equatable {
        case inside
        case near
        /// Outside it, in that direction.
        case beyond(SpokenPlace.Direction)
        /// In that part of it.
        case part(SpokenPlace.Direction)
    }

    /// How homes are to lie to the place.
    var relation: Relation
    /// The place.
    var known: KnownPlace

    /// Nil if there is no place of that name, nor one that is spelled like it. A ZIP code is taken as it is.
    init?(_ spoken: SpokenPlace, among names: PropertySearch.PlaceNames) {
        switch spoken {
        case .postalCode(let code): self.init(.inside, KnownPlace(place: .postalCode(code)))
        case .county(let name):
            let counties = PropertySearch.PlaceNames(counties: names.counties)
            self.init(.inside, Self.named(name, counties) ?? Self.named(name, names))
        case .near(let name): self.init(.near, Self.named(name, names))
        case .beyond(let name, let direction): self.init(.beyond(direction), Self.named(name, names))
        case .named(let name):
            if let known = Self.named(name, names) {
                self.init(.inside, known)
            } else if let (direction, rest) = SpokenPlace.direction(before: name) {
                self.init(.part(direction), Self.named(rest, names))
            } else {
                return nil
            }
        }
    }

    private init?(_ relation: Relation, _ known: KnownPlace?) {
        guard let known else { return nil }
        (self.relation, self.known) = (relation, known)
    }

    /// The place of that name: a city, a district or a county of just that name before one that is spelled like it.
    private static func named(_ name: String, _ names: PropertySearch.PlaceNames) -> KnownPlace? {
        find(name, names) ?? SpokenPlace.withoutLead(name).flatMap { find($0, names) }
    }

    private static func find(_ name: String, _ names: PropertySearch.PlaceNames) -> KnownPlace? {
        let kinds: [([String], (String) -> PropertySearch.Place)] = [
            (names.cities, PropertySearch.Place.city), (names.districts, PropertySearch.Place.district),
            (names.counties, PropertySearch.Place.county),
        ]
        for isExact in [true, false] {
            for (all, place) in kinds {
                let meant = isExact ? CityNames.same(name, among: all) : CityNames.match(name, among: all)
                guard let meant else { continue }
                return KnownPlace(
                    place: place(meant), understood: meant.lowercased() == name.lowercased() ? nil : meant)
            }
        }
        return nil
    }
}

/// Areas of the map around a place's listings. Pure; distances are rough, as callers mean them.
struct PlaceArea: Sendable, Equatable {
    /// An area, and what it is in a sentence.
    struct Found: Sendable, Equatable {
        var place: PropertySearch.Place
        var note: String
    }

    /// The place's name.
    var name: String
    /// How far the place's listings lie.
    var extent: PropertySearch.Extent

    /// Miles in a degree of latitude.
    private static let milesInDegree = 69.0
    /// Listings farther from a place's middle than so many miles are taken to lie there by mistake.
    private static let farthest = 25.0
    /// What lies just beyond a place's last listing, in miles.
    private static let edge = 0.1

    /// The place and all around it: 15 miles of a city or county, 5 of a district.
    func near(isDistrict: Bool) -> Found {
        let miles = isDistrict ? 5.0 : 15.0
        return Found(
            place: area { side in side.ends.lowerBound - miles...side.ends.upperBound + miles },
            note: "These are within about \(Int(miles)) miles of \(name).")
    }

    /// Outside the place, up to 30 miles in that direction.
    func beyond(_ direction: SpokenPlace.Direction) -> Found {
        let place = area { side in
            switch side.sign(direction) {
            case 1: side.ends.upperBound + Self.edge...side.ends.upperBound + 30
            case -1: side.ends.lowerBound - 30...side.ends.lowerBound - Self.edge
            default: side.ends.lowerBound - 15...side.ends.upperBound + 15
            }
        }
        return Found(place: place, note: "These are up to about 30 miles \(direction.words) of \(name).")
    }

    /// The part of the place that lies in that direction from its middle.
    func part(_ direction: SpokenPlace.Direction) -> Found {
        let place = area { side in
            switch side.sign(direction) {
            case 1: 0...max(side.ends.upperBound, 0)
            case -1: min(side.ends.lowerBound, 0)...0
            default: side.ends
            }
        }
        return Found(place: place, note: "These are in the \(direction.words) of \(name).")
    }

    /// One of the two axes of the map.
    private struct Side {
        var isNorth: Bool
        /// From the place's middle to its last listings on both ends, in miles.
        var ends: ClosedRange<Double>

        func sign(_ direction: SpokenPlace.Direction) -> Int { isNorth ? direction.north : direction.east }
    }

    /// The area that has these miles from the place's middle, northward and eastward.
    private func area(_ miles: (Side) -> ClosedRange<Double>) -> PropertySearch.Place {
        let middle = extent.middle
        let milesEast = max(Self.milesInDegree * Self.cosine(middle.latitude), 1)
        func range(_ middle: Double, _ ends: ClosedRange<Double>, _ scale: Double, isNorth: Bool) -> ClosedRange<Double>
        {
            let low = max((ends.lowerBound - middle) * scale, -Self.farthest)
            let high = min((ends.upperBound - middle) * scale, Self.farthest)
            let wanted = miles(Side(isNorth: isNorth, ends: min(low, 0)...max(high, 0)))
            return middle + wanted.lowerBound / scale...middle + wanted.upperBound / scale
        }
        return .area(
            name: name, latitude: range(middle.latitude, extent.latitude, Self.milesInDegree, isNorth: true),
            longitude: range(middle.longitude, extent.longitude, milesEast, isNorth: false))
    }

    /// The cosine of an angle in degrees, to a thousandth where people live: its series, so that no library is needed.
    private static func cosine(_ degrees: Double) -> Double {
        let angle = min(abs(degrees), 89) * Double.pi / 180
        let square = angle * angle
        return 1 - square / 2 + square * square / 24 - square * square * square / 720
    }
}

extension SpokenPlace.Direction {
    /// The direction in words: `northwest`.
    var words: String {
        let first = north > 0 ? "north" : north < 0 ? "south" : ""
        return first + (east > 0 ? "east" : east < 0 ? "west" : "")
    }
}
