import CoraPostgres
import CoraWire

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
    /// The ZIP code.
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
    /// Reads a file of listings: a JSON array of objects, or an object with such an array under `properties`.
    ///
    /// Keys: `id`, `address`, `city`, `price`, `beds`, `baths` (required), `state`, `postalCode`, `district`,
    /// `county`, `latitude` and `longitude` (both or neither), `squareFeet`, `yearBuilt`, `kind`, `status`, `features`, `description`, `listed`, `tenant`.
    /// - Throws: `PropertyFileError`, which names every fault.
    package static func read(_ text: String) throws(PropertyFileError) -> [PropertyListing] {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(text)
        } catch {
            throw PropertyFileError(["line \(line(at: error.offset, in: text)): this is not JSON: \(error.message)"])
        }
        guard let entries = json.array ?? json["properties"]?.array else {
            throw PropertyFileError(["the file has to be a list of listings: [{\"id\": …, \"address\": …}, …]"])
        }
        var problems: [String] = []
        var listings: [PropertyListing] = []
        var places: [[String]: Int] = [:]
        for (index, entry) in entries.enumerated() {
            guard let members = entry.object else {
                problems.append("listing \(index + 1) has to be an object: {\"id\": …, \"address\": …}")
                continue
            }
            var fields = PropertyFields(members, place: index + 1)
            let listing = PropertyListing(&fields)
            problems += fields.problems
            guard fields.problems.isEmpty else { continue }
            if let first = places.updateValue(index + 1, forKey: [listing.tenant ?? "", listing.id]) {
                problems.append("listing \(index + 1) has the id of listing \(first), “\(listing.id)”")
            }
            listings.append(listing)
        }
        guard problems.isEmpty else { throw PropertyFileError(problems) }
        return listings
    }

    private static func line(at offset: Int, in text: String) -> Int {
        text.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
    }

    fileprivate init(_ fields: inout PropertyFields) {
        self.init(
            id: fields.text("id") ?? "", address: fields.text("address") ?? "", city: fields.text("city") ?? "",
            price: fields.whole("price", "a whole number of dollars", 0...999_999_999_999) ?? 0,
            beds: fields.whole("beds", "a whole number of bedrooms", 0...999) ?? 0, baths: fields.baths())
        state = fields.optionalText("state")
        postalCode = fields.optionalText("postalCode")
        district = fields.optionalText("district")
        county = fields.optionalText("county")
        (latitude, longitude) = fields.point()
        squareFeet = fields.optionalWhole("squareFeet", "a whole number of square feet", 1...9_999_999)
        yearBuilt = fields.optionalWhole("yearBuilt", "a year", 1500...2200)
        kind = fields.optionalText("kind")
        status = fields.status()
        features = fields.features()
        description = fields.optionalText("description") ?? ""
        listed = fields.day("listed")
        tenant = fields.optionalText("tenant")
        fields.finish()
    }
}

/// Reads one listing's members, and collects what is wrong with them.
private struct PropertyFields {
    private(set) var problems: [String] = []
    private var members: [String: JSON]
    private let name: String

    init(_ members: [String: JSON], place: Int) {
        let id = members["id"]?.string.map { " (\($0))" } ?? ""
        name = "listing \(place)\(id)"
        self.members = members
    }

    /// Adds a fault for each member that was not asked for: it is probably a misspelt key.
    mutating func finish() {
        for key in members.keys.sorted() { problem(key, "is not a key of listings") }
    }

    mutating func text(_ key: String) -> String? {
        guard let value = take(key) else { return missing(key, "text") }
        guard let text = value.string, !text.allSatisfy(\.isWhitespace) else { return wrong(key, "text") }
        return text
    }

    mutating func optionalText(_ key: String) -> String? {
        members[key] == nil || members[key] == .null ? drop(key) : text(key)
    }

    mutating func whole(_ key: String, _ wanted: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = take(key) else { return missing(key, wanted) }
        guard let number = value.int, range.contains(number) else { return wrong(key, wanted) }
        return number
    }

    mutating func optionalWhole(_ key: String, _ wanted: String, _ range: ClosedRange<Int>) -> Int? {
        members[key] == nil || members[key] == .null ? drop(key) : whole(key, wanted, range)
    }

    /// The point on the map; both degrees are nil if none is given.
    mutating func point() -> (Double?, Double?) {
        let latitude = optionalDegrees("latitude", 90)
        let longitude = optionalDegrees("longitude", 180)
        guard (latitude == nil) != (longitude == nil) else { return (latitude, longitude) }
        if problems.isEmpty { problem("latitude", "and “longitude” have to be given together") }
        return (nil, nil)
    }

    private mutating func optionalDegrees(_ key: String, _ most: Double) -> Double? {
        guard let value = take(key), !value.isNull else { return nil }
        guard let number = value.double, (-most...most).contains(number) else {
            return wrong(key, "a number of degrees, -\(Int(most)) to \(Int(most))")
        }
        return number
    }

    mutating func baths() -> Double {
        let wanted = "a number of bathrooms in halves, such as 2.5"
        guard let value = take("baths") else { return missing("baths", wanted) ?? 0 }
        guard let number = value.double, (0...999).contains(number), (number * 2).rounded() == number * 2 else {
            return wrong("baths", wanted) ?? 0
        }
        return number
    }

    mutating func status() -> PropertyListing.Status {
        guard let word = optionalText("status") else { return .active }
        let all = PropertyListing.Status.allCases.map(\.rawValue).joined(separator: ", ")
        return PropertyListing.Status(rawValue: word) ?? wrong("status", "one of \(all)") ?? .active
    }

    mutating func features() -> [String] {
        guard let value = take("features"), !value.isNull else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            return wrong("features", "a list of texts") ?? []
        }
        return texts
    }

    mutating func day(_ key: String) -> String? {
        guard let text = optionalText(key) else { return nil }
        let midnight = PostgresTimestamp(postgresText: text + " 00:00:00+00")
        // A day that its month does not have comes back as another day.
        guard text.utf8.count == 10, midnight?.text.hasPrefix(text) == true else {
            return wrong(key, "a day as year-month-day, such as 2026-10-02")
        }
        return text
    }

    private mutating func take(_ key: String) -> JSON? {
        members.removeValue(forKey: key)
    }

    private mutating func drop<Value>(_ key: String) -> Value? {
        members[key] = nil
        return nil
    }

    private mutating func missing<Value>(_ key: String, _ wanted: String) -> Value? {
        problem(key, "is missing; it has to be \(wanted)")
    }

    private mutating func wrong<Value>(_ key: String, _ wanted: String) -> Value? {
        problem(key, "has to be \(wanted)")
    }

    @discardableResult
    private mutating func problem<Value>(_ key: String, _ what: String) -> Value? {
        problems.append("\(name): “\(key)” \(what)")
        return nil
    }

    private mutating func problem(_ key: String, _ what: String) {
        problems.append("\(name): “\(key)” \(what)")
    }
}
