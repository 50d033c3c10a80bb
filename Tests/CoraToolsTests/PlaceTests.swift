import CoraArguments
import CoraBusiness
import CoraCall
import CoraPostgres
import CoraTenant
import CoraWire
import Testing

@testable import CoraTools

@Suite(.timeLimit(.minutes(5)))
struct PlaceTests {
    private static let tool = "search_properties"

    /// Homes in a town of three districts, on a line from north to south a tenth of a degree (seven miles) apart.
    private static let town = """
        INSERT INTO properties (tenant_id, id, address, city, district, county, postal_code, latitude, longitude, price,
          beds, baths)
        SELECT 'sarah', 'S-' || n, n || ' Elm Street', CASE WHEN n < 8 THEN 'Springfield' ELSE 'Shelbyville' END,
          CASE WHEN n < 3 THEN 'Old Town' WHEN n < 6 THEN 'Hyde Park' END, CASE WHEN n < 8 THEN 'Sangamon' ELSE 'Shelby' END,
          '6270' || n, 39.8 - n * 0.1, -89.65, 300000 + n * 1000, 3, 2
        FROM generate_series(0, 9) AS n
        """

    private static func search(_ city: String, _ database: ToolDatabase) async throws -> JSON {
        let answer = try await database.run(tool, ["city": .string(city)], on: TestCall.ticket("sarah"))
        #expect(answer.code == "ok", "\(answer.text)")
        return answer
    }

    private static func with(_ body: (ToolDatabase) async throws -> Void) async throws {
        try await ToolDatabase.with { database async throws in
            _ = try await database.pool.query(town)
            try await body(database)
        }
    }

    @Test func `a ZIP code, a district and a county are places, also in the city's argument`() async throws {
        try await Self.with { database async throws in
            #expect(try await Self.search("62704", database).ids == ["S-4"])
            #expect(try await Self.search("zip 62704", database)["data"]?["match"] == "exact")
            let district = try await Self.search("Hide Park", database)
            #expect(district.ids == ["S-3", "S-4", "S-5"] && district["data"]?["understoodPlace"] == "Hyde Park")
            let county = try await Self.search("Shelby County", database)
            #expect(county.ids == ["S-8", "S-9"] && county["data"]?["understoodPlace"] == nil)
            let unknown = try await Self.search("90210", database)
            #expect(unknown["data"]?["match"] == "nearest")
            #expect(unknown["data"]?["summary"]?.string?.hasPrefix("There are no listings in 90210.") == true)
        }
    }

    @Test func `near a place is around it on the map, and the answer says how far`() async throws {
        try await Self.with { database async throws in
            let near = try await Self.search("near Shelbyville", database)
            #expect(near.ids == ["S-6", "S-7", "S-8", "S-9"])
            #expect(near["data"]?["summary"]?.string?.hasSuffix("within about 15 miles of Shelbyville.") == true)
            let district = try await Self.search("close to Old Town", database)
            #expect(district.ids == ["S-0", "S-1", "S-2"])
            #expect(district["data"]?["summary"]?.string?.contains("5 miles of Old Town") == true)
            let north = try await Self.search("north of Shelbyville", database)
            #expect(north.ids == ["S-4", "S-5", "S-6", "S-7"])
            let part = try await Self.search("South Springfield", database)
            #expect(part.ids.contains("S-4") && !part.ids.contains("S-0"))
            #expect(part["data"]?["summary"]?.string?.hasSuffix("in the south of Springfield.") == true)
        }
    }

    @Test func `without coordinates near means the place itself, and the answer says so`() async throws {
        try await ToolDatabase.with { database async throws in
            for city in ["near Austin", "the Austin area", "north of Austin", "North Austin"] {
                let answer = try await database.run(Self.tool, ["city": .string(city), "beds": 3, "maxPrice": 500_000])
                #expect(answer.ids.first == "ATX-1004", "\(city)")
                #expect(
                    answer["data"]?["summary"]?.string?.hasSuffix(
                        "The listings do not say where on the map they lie, so these are in Austin itself.") == true)
            }
        }
    }

    @Test func `numbers filled in with 0 are no wishes; thousands are understood, and said`() async throws {
        try await ToolDatabase.with { database async throws in
            let filled = try await database.run(
                Self.tool,
                ["city": "Austin", "minPrice": 0, "maxPrice": 0, "beds": 0, "baths": 0, "mustHaves": []])
            #expect(filled["data"]?["match"] == "exact" && filled.ids.count == 5)
            let words = try await database.run(
                Self.tool, ["city": "Austin", "maxPrice": "five hundred", "beds": "three"])
            #expect(words.ids.first == "ATX-1004")
            let thousands = try await database.run(Self.tool, ["city": "Austin", "maxPrice": 500, "beds": 3])
            #expect(thousands.ids == words.ids && thousands["data"]?["understood"] == ["maxPrice as $500,000"])
        }
    }
}

struct PlaceAreaTests {
    private static let area = PlaceArea(
        name: "Austin", extent: .init(latitude: 29.9...30.2, longitude: -97.1 ... -96.9, middle: (30, -97)))

    private static func degrees(_ found: PlaceArea.Found) -> [Double] {
        guard case .area(_, let north, let east) = found.place else { return [] }
        return [north.lowerBound, north.upperBound, east.lowerBound, east.upperBound].map { ($0 * 100).rounded() / 100 }
    }

    @Test func `near is the place and around it, a direction begins where the place ends, a part in its middle`() {
        #expect(Self.degrees(Self.area.near(isDistrict: false)) == [29.68, 30.42, -97.35, -96.65])
        #expect(Self.degrees(Self.area.near(isDistrict: true)) == [29.83, 30.27, -97.18, -96.82])
        #expect(Self.degrees(Self.area.beyond(.init(north: 1))) == [30.2, 30.63, -97.35, -96.65])
        #expect(Self.degrees(Self.area.part(.init(north: -1, east: 1))) == [29.9, 30, -97, -96.9])
    }

    @Test func `a listing that lies far out by mistake does not stretch a place`() {
        var area = Self.area
        area.extent = .init(latitude: 0...30.2, longitude: -97.1...12, middle: (30, -97))
        #expect(Self.degrees(area.beyond(.init(north: -1)))[1] == 29.64)
        #expect(Self.degrees(area.part(.init(east: 1)))[3] == -96.58)
    }

    @Test(arguments: [("north", 1, 0), ("southwest", -1, -1), ("east", 0, 1)])
    func `directions have their words`(words: String, north: Int, east: Int) {
        #expect(SpokenPlace.Direction(north: north, east: east).words == words)
    }
}
