/// What a column of a file of listings can say. The names are those of JSON files.
package enum ListingField: String, Sendable, CaseIterable {
    case id, tenant, address, streetNumber, streetDirection, streetName, streetSuffix, unit
    case city, state, postalCode, district, county, latitude, longitude
    case price, beds, baths, fullBaths, halfBaths, squareFeet, yearBuilt, kind, status, features, description, listed

    /// Its place in ``allCases``.
    var place: Int { Self.places[self] ?? 0 }
    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Whether several columns may say it together; otherwise the first name of its line in the table stands.
    var takesSeveral: Bool { self == .features }

    /// Its name, as people read it.
    package var words: String {
        switch self {
        case .id: "reference"
        case .tenant: "tenant"
        case .address: "address"
        case .streetNumber: "house number"
        case .streetDirection: "direction of the street"
        case .streetName: "name of the street"
        case .streetSuffix: "kind of the street"
        case .unit: "unit"
        case .city: "city"
        case .state: "state"
        case .postalCode: "ZIP code"
        case .district: "district"
        case .county: "county"
        case .latitude: "latitude"
        case .longitude: "longitude"
        case .price: "price"
        case .beds: "bedrooms"
        case .baths: "baths"
        case .fullBaths: "full baths"
        case .halfBaths: "half baths"
        case .squareFeet: "square feet"
        case .yearBuilt: "year built"
        case .kind: "kind of home"
        case .status: "status"
        case .features: "features"
        case .description: "description"
        case .listed: "day of listing"
        }
    }
}

/// What a column of the table of listings holds, as far as files say it.
enum ListingColumn: String, Sendable, CaseIterable {
    case address, city, state
    case postalCode = "postal_code"
    case district, county, latitude, longitude, price, beds, baths
    case squareFeet = "square_feet"
    case yearBuilt = "year_built"
    case kind, status, features, description
    /// The day of the listing, which is a member of the column `details`.
    case listed

    /// The fields that say it.
    var fields: [ListingField] {
        switch self {
        case .address: [.address, .streetName]
        case .city: [.city]
        case .state: [.state]
        case .postalCode: [.postalCode]
        case .district: [.district]
        case .county: [.county]
        case .latitude: [.latitude]
        case .longitude: [.longitude]
        case .price: [.price]
        case .beds: [.beds]
        case .baths: [.baths, .fullBaths]
        case .squareFeet: [.squareFeet]
        case .yearBuilt: [.yearBuilt]
        case .kind: [.kind]
        case .status: [.status]
        case .features: [.features]
        case .description: [.description]
        case .listed: [.listed]
        }
    }
}
