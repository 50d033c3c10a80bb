import SeededTesting

/// A CSV file of many listings, as an MLS would export them: the same text each time.
struct ListingText {
    private static let streets = [
        "Maple", "Oak", "Cedar", "Pine", "Elm", "Main", "Lake", "Hill", "Park", "Rose", "Willow", "Birch", "Ash",
        "Spring",
        "Sunset", "River", "Pecan", "Juniper", "Magnolia", "Laurel", "Canyon", "Ridge", "Meadow", "Forest", "Orchard",
    ]
    private static let kinds = ["St", "Ave", "Dr", "Ln", "Ct", "Blvd", "Cir", "Way"]
    private static let cities = [
        ("Austin", "Travis", "787"), ("Round Rock", "Williamson", "786"), ("Cedar Park", "Williamson", "786"),
        ("San Marcos", "Hays", "786"), ("Kyle", "Hays", "786"), ("Lakeway", "Travis", "787"),
    ]
    private static let districts = [
        "Hyde Park", "Cherrywood", "Crestview", "Mueller", "Zilker", "Barton Hills", "", "",
    ]
    private static let features = [
        "pool", "garage", "fenced yard", "fireplace", "solar panels", "home office", "large trees", "corner lot",
        "covered porch", "new roof", "hardwood floors", "walk-in closets", "quartz counters", "guest suite",
    ]
    private static let sentences = [
        "A bright home with hardwood floors throughout and a kitchen that was opened to the living room in 2021.",
        "The primary suite looks over the garden, and has a bath with a soaking tub and two sinks.",
        "Close to parks, schools and shops, with a quick drive to downtown and the lake.",
        "The fenced yard has mature trees, a covered patio, and room for a pool.",
        "Recent updates include the roof, the water heater, windows, and fresh paint inside and out.",
        "Two living areas and a study give everyone a place of their own.",
        "Low taxes, no HOA, and a garage that takes two cars and a workshop.",
        "Ask about the seller's assumable loan, and see the virtual tour before it is gone.",
    ]

    /// Rows of a first import, or of one with other prices.
    /// - Parameters:
    ///   - numbers: which listings.
    ///   - raise: dollars on top of each price.
    static func bytes(_ numbers: Range<Int>, raise: Int = 0) -> [UInt8] {
        var text =
            "MLS #,Status,List Price,Street Address,City,State,Zip Code,Subdivision,County,Beds,Baths,SqFt,Year Built,"
            + "Property Type,Features,Public Remarks,List Date,Latitude,Longitude,Listing Agent\r\n"
        for number in numbers { text += row(number, raise: raise) }
        return Array(text.utf8)
    }

    private static func row(_ number: Int, raise: Int) -> String {
        var random = SeededGenerator(seed: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1)
        func pick<Value>(_ all: [Value]) -> Value { all[Int.random(in: 0..<all.count, using: &random)] }
        let city = pick(cities)
        let zip = city.2 + String(Int.random(in: 10...59, using: &random))
        let price = Int.random(in: 150...2000, using: &random) * 1000 + raise
        let digits = String(price)
        let grouped = digits.dropLast(3) + "," + digits.suffix(3)
        let place = [
            30.0 + Double.random(in: 0...0.7, using: &random), -98.0 + Double.random(in: 0...0.7, using: &random),
        ]
        .map { String(($0 * 1e6).rounded() / 1e6) }
        let remarks = (0..<5).map { _ in pick(sentences) }.joined(separator: " ")
        let listed = "\(Int.random(in: 1...12, using: &random))/\(Int.random(in: 1...28, using: &random))/2026"
        let cells: [String] = [
            "L\(1_000_000 + number)", pick(["Active", "Active", "Active", "Active Under Contract"]), "\"$\(grouped)\"",
            "\(Int.random(in: 100...19_999, using: &random)) \(pick(streets)) \(pick(kinds))", city.0, "TX", zip,
            pick(districts), city.1, "\(pick([1, 2, 2, 3, 3, 3, 4, 4, 5]))", pick(["1", "1.5", "2", "2", "2.5", "3"]),
            "\(Int.random(in: 600...4800, using: &random))", "\(Int.random(in: 1925...2026, using: &random))",
            pick(["Single Family Residence", "Condominium", "Townhouse"]),
            "\"\(pick(features)), \(pick(features)), \(pick(features))\"",
            "\"\(remarks) Reference \(number).\"", listed, place[0], place[1], "Jo Agent",
        ]
        return cells.joined(separator: ",") + "\r\n"
    }
}
