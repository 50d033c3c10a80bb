import CoraTenant

/// Makes a listing of a record, or says everything that is wrong with it. Pure.
struct ListingReader {
    /// The longest text of a description, in characters.
    static let longestDescription = 20_000
    /// The longest of any other text, in characters: indexes hold some of them.
    static let longestText = 200

    /// What is wrong with the record so far.
    private(set) var problems: [ListingProblem] = []
    private let record: ListingRecord
    private let header: ListingHeader

    private init(_ record: ListingRecord, _ header: ListingHeader) {
        (self.record, self.header) = (record, header)
    }

    /// Reads a record.
    /// - Returns: the listing; nil if there are problems.
    static func read(
        _ record: ListingRecord, _ header: ListingHeader
    ) -> (listing: PropertyListing?, problems: [ListingProblem]) {
        guard record.faults.isEmpty else { return (nil, record.faults) }
        var reader = ListingReader(record, header)
        let listing = reader.listing()
        let problems = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return (problems.isEmpty ? listing : nil, problems)
    }

    private mutating func listing() -> PropertyListing {
        let address = address()
        let city = required(.city, "the name of a city, such as Austin") {
            $0.text.count <= Self.longestText ? $0.text : nil
        }
        let kind = text(.kind).map(ListingWords.kind)
        let rooms = rooms(kind)
        var listing = PropertyListing(
            id: "", address: address ?? "", city: city ?? "",
            price: required(.price, "whole dollars, such as 489000", ListingValue.price) ?? 0, beds: rooms.beds,
            baths: rooms.baths)
        listing.kind = kind
        listing.state = text(.state).map { $0.count == 2 ? $0.uppercased() : $0 }
        listing.postalCode = text(.postalCode).map(ListingValue.postalCode)
        listing.district = text(.district)
        listing.county = text(.county).map(ListingValue.county)
        (listing.latitude, listing.longitude) = point()
        listing.squareFeet = optional(.squareFeet, "square feet, such as 1620", ListingValue.squareFeet)
        listing.yearBuilt = optional(.yearBuilt, "a year, such as 1998", ListingValue.year)
        listing.status =
            optional(.status, "one of \(ListingWords.statusExamples)") { ListingWords.status($0.text) } ?? .active
        listing.features = features()
        listing.description = text(.description, longest: Self.longestDescription) ?? ""
        listing.listed = optional(.listed, "a day, such as 2026-10-02", ListingValue.day)?.description
        listing.tenant = text(.tenant)
        listing.id = text(.id) ?? identity(address, city)
        return listing
    }

    // MARK: Fields

    private mutating func address() -> String? {
        let whole = text(.address)
        // The street's name has parts of its own around it; a whole address has them in it.
        let parts = whole == nil ? (text(.streetDirection), text(.streetName), text(.streetSuffix)) : (nil, nil, nil)
        let address = ListingIdentity.address(
            whole, number: text(.streetNumber), direction: parts.0, name: parts.1, suffix: parts.2, unit: text(.unit))
        if address == nil, problems.isEmpty {
            missing(header.has(.address) ? .address : .streetName, "street and number, such as 123 Main Street")
        }
        return address
    }

    private mutating func identity(_ address: String?, _ city: String?) -> String {
        guard let address, let city else { return "" }
        if let id = ListingIdentity.id(address: address, city: city) { return id }
        missing(.id, "a reference, since the address has no letters to know the listing by")
        return ""
    }

    /// Land may leave its rooms out.
    private mutating func rooms(_ kind: String?) -> (beds: Int, baths: Double) {
        let isLand = (record[.beds] == nil || record[.baths] == nil) && ListingWords.isLand(kind)
        let beds =
            isLand && record[.beds] == nil
            ? 0 : required(.beds, "a whole number of bedrooms, such as 3", ListingValue.beds)
        return (beds ?? 0, baths(isLand) ?? 0)
    }

    private mutating func baths(_ isLand: Bool) -> Double? {
        let wanted = "a number of baths in halves, such as 2.5"
        // A total may count half baths as whole ones; where both kinds are told apart, they are added up.
        if record[.fullBaths] != nil, record[.halfBaths] != nil || record[.baths] == nil {
            let full = optional(.fullBaths, wanted, ListingValue.baths) ?? 0
            return full + (optional(.halfBaths, wanted, ListingValue.baths) ?? 0) / 2
        }
        if isLand, record[.baths] == nil { return 0 }
        return required(header.has(.baths) ? .baths : .fullBaths, wanted, ListingValue.baths)
    }

    /// The point on the map; the point 0, 0 is what programs write for none.
    private mutating func point() -> (Double?, Double?) {
        let before = problems.count
        let latitude = optional(.latitude, "degrees, -90 to 90") { ListingValue.degrees($0, within: 90) }
        let longitude = optional(.longitude, "degrees, -180 to 180") { ListingValue.degrees($0, within: 180) }
        guard problems.count == before, latitude != 0 || longitude != 0 else { return (nil, nil) }
        switch (latitude, longitude) {
        case (nil, nil), (.some, .some): return (latitude, longitude)
        case (nil, .some): missing(.latitude, "latitude and longitude together, or neither")
        case (.some, nil): missing(.longitude, "latitude and longitude together, or neither")
        }
        return (nil, nil)
    }

    private mutating func features() -> [String] {
        for cell in record.features {
            if let fault = cell.fault { problems.append(fault) }
        }
        return ListingValue.features(record.features)
    }

    // MARK: Values

    private mutating func text(_ field: ListingField, longest: Int = longestText) -> String? {
        optional(field, "at most \(longest) characters") {
            $0.text.utf8.count <= longest || $0.text.count <= longest ? $0.text : nil
        }
    }

    private mutating func required<Value>(
        _ field: ListingField, _ wanted: String, _ read: (ListingCell) -> Value?
    ) -> Value? {
        guard record[field] != nil else {
            missing(field, wanted)
            return nil
        }
        return optional(field, wanted, read)
    }

    private mutating func optional<Value>(
        _ field: ListingField, _ wanted: String, _ read: (ListingCell) -> Value?
    ) -> Value? {
        guard let cell = record[field] else { return nil }
        if let fault = cell.fault {
            problems.append(fault)
            return nil
        }
        if cell.list == nil, let value = read(cell) { return value }
        problems.append(
            ListingProblem(
                line: cell.line, column: cell.column, name: cell.name,
                message: "found \(Self.shown(cell)); wanted \(wanted)"))
        return nil
    }

    private mutating func missing(_ field: ListingField, _ wanted: String) {
        let cell = record.place(of: field)
        problems.append(
            ListingProblem(
                line: cell?.line ?? record.line, column: cell?.column ?? record.column,
                name: cell?.name ?? header.taken.first { $0.field == field }?.name,
                message: "found no \(field.words); wanted \(wanted)"))
    }

    /// What a cell says, as far as a line can hold it.
    private static func shown(_ cell: ListingCell) -> String {
        if cell.list != nil { return "a list" }
        return cell.text.count > 40 ? "“\(cell.text.prefix(40))…”" : "“\(cell.text)”"
    }
}
