/// A home for sale, as a file of listings describes it.
package struct PropertyListing: Sendable, Equatable {
    /// How far the sale is.
    package enum Status: String, Sendable, CaseIterable {
        /// For sale.
        case active
        /// An offer is accepted.
        case pending
        /// It is sold.
        case sold
        /// The seller has taken it back.
        case withdrawn
    }

    /// The listing's id, in the form that tools and people use: `ATX-1001`.
    package var id: String
    /// The id of the tenant that has the listing; nil for the tenant that the file is imported for.
    package var tenant: String?
    /// Street and number.
    package var address: String
    /// The city.
    package var city: String
    /// The state, in two letters.
    package var state: String?
    /// The ZIP code, five digits of it; other countries' codes as they are.
    package var postalCode: String?
    /// The part of the city, as people call it: `Hyde Park`.
    package var district: String?
    /// The county, without the word: `Travis`.
    package var county: String?
    /// Degrees north of the equator. It is known if, and only if, the longitude is.
    package var latitude: Double?
    /// Degrees east of Greenwich; negative in America.
    package var longitude: Double?
    /// The price in whole US dollars.
    package var price: Int
    /// Bedrooms.
    package var beds: Int
    /// Bathrooms; a half bath counts as 0.5.
    package var baths: Double
    /// Living space in square feet.
    package var squareFeet: Int?
    /// The year it was built.
    package var yearBuilt: Int?
    /// The kind of home: house, condo, townhouse, ….
    package var kind: String?
    /// How far the sale is.
    package var status: Status
    /// Its features, in a few words each.
    package var features: [String]
    /// The text of its advertisement.
    package var description: String
    /// The day it was listed, as `2026-10-02`.
    package var listed: String?

    package init(
        id: String, address: String, city: String, price: Int, beds: Int, baths: Double, status: Status = .active,
        features: [String] = [], description: String = ""
    ) {
        self.id = id
        self.address = address
        self.city = city
        self.price = price
        self.beds = beds
        self.baths = baths
        self.status = status
        self.features = features
        self.description = description
    }
}

/// Every fault in a file of listings.
package struct PropertyFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for each fault, in the order of the file.
    package var problems: [String]

    package init(_ problems: [String]) {
        self.problems = problems
    }

    package var description: String {
        let shown = problems.prefix(20).joined(separator: "\n")
        return problems.count > 20 ? "\(shown)\nand \(problems.count - 20) more" : shown
    }
}

extension PropertyListing {
    /// Reads a whole file of listings, CSV or JSON, of which every listing has to be sound.
    /// - Throws: `PropertyFileError`, which names the first thousand faults.
    package static func read(_ text: String) throws(PropertyFileError) -> [PropertyListing] {
        var file = try ListingFile(Array(text.utf8), keeping: 1000)
        var listings: [PropertyListing] = []
        while let more = file.next(1000) { listings += more }
        guard file.problems.count == 0 else { throw PropertyFileError(file.problems.kept.map(\.text)) }
        return listings
    }
}
