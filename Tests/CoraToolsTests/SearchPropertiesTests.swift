import CoraCall
import CoraPostgres
import CoraWire
import Testing

@testable import CoraTools

@Suite(.timeLimit(.minutes(5)))
struct SearchPropertiesTests {
    private static let tool = "search_properties"

    @Test func `“Show me 3-bedroom homes under $500k in Austin”`() async throws {
        try await ToolDatabase.with { database async throws in
            let answer = try await database.run(Self.tool, ["city": "Austin", "beds": 3, "maxPrice": 500_000])
            #expect(answer["data"]?["match"] == "exact")
            // Three bedrooms before more, the dearest first.
            #expect(answer.ids == ["ATX-1004", "ATX-1001", "ATX-1003", "ATX-1002", "ATX-1006"])
            #expect(answer["data"]?["more"] == true)
            #expect(
                answer["data"]?["properties"]?[1]?["say"]?.string
                    == "123 Main Street, Austin: 3 bedrooms, 2 baths, $489,000; fenced yard, garage, updated kitchen")
            #expect(answer.text.utf8.count < 1200)
        }
    }

    @Test func `a city as speech recognition writes it, must-haves by word, stem and misspelling, an address`()
        async throws
    {
        try await ToolDatabase.with { database async throws in
            let austen = try await database.run(Self.tool, ["city": "Austen", "beds": 3, "maxPrice": 500_000])
            #expect(austen.ids.first == "ATX-1004" && austen["data"]?["understoodCity"] == "Austin")
            let yard = try await database.run(
                Self.tool, ["city": "Austin", "mustHaves": ["fenced yards", "solar panel"]])
            #expect(yard.ids == ["ATX-1006"] && yard["data"]?["match"] == "exact")
            let misspelt = try await database.run(Self.tool, ["city": "Austin", "mustHaves": ["consierge"]])
            #expect(misspelt.ids == ["ATX-1008"])
            let described = try await database.run(Self.tool, ["mustHaves": ["quartz counters"]])
            #expect(described.ids.contains("ATX-1001"))
            let maple = try await database.run(Self.tool, ["mustHaves": ["123 Maple"]])
            #expect(maple.ids == ["ATX-1002"])
        }
    }

    @Test func `nothing matches: the nearest, and how they differ`() async throws {
        try await ToolDatabase.with { database async throws in
            let cheap = try await database.run(Self.tool, ["city": "Austin", "beds": 5, "maxPrice": 400_000])
            #expect(cheap["data"]?["match"] == "nearest")
            #expect(cheap["data"]?["summary"]?.string?.hasPrefix("Nothing matches all of that") == true)
            #expect(!cheap.ids.isEmpty && cheap.ids.count <= 3)
            #expect(cheap["data"]?["properties"]?[0]?["differs"]?.array?.isEmpty == false)
            let pool = try await database.run(
                Self.tool, ["city": "Austin", "beds": 3, "maxPrice": 500_000, "mustHaves": ["helipad", "pool"]])
            #expect(pool["data"]?["match"] == "nearest" && pool.ids.first == "ATX-1004")
            #expect(pool["data"]?["properties"]?[0]?["differs"] == ["helipad is not mentioned"])
            let nowhere = try await database.run(Self.tool, ["city": "Timbuktu", "beds": 3])
            #expect(nowhere["data"]?["summary"]?.string?.hasPrefix("There are no listings in Timbuktu") == true)
            #expect(nowhere.ids.count == 3)
            _ = try await database.pool.query("UPDATE properties SET status = 'sold'")
            #expect(try await database.run(Self.tool, ["city": "Austin"])["data"]?["match"] == "none")
        }
    }

    @Test func `only this tenant's listings`() async throws {
        try await ToolDatabase.with { database async throws in
            let sarah = TestCall.ticket("sarah")
            #expect(try await database.run(Self.tool, [:], on: sarah).ids == ["SF-1"])
            #expect(try await database.run(Self.tool, ["city": "san jose"], on: sarah).ids == ["SF-1"])
            #expect(try await database.run(Self.tool, ["city": "Austin"], on: sarah)["data"]?["match"] == "nearest")
            let another = try await database.run(Self.tool, ["mustHaves": ["1 Lombard Street"]])
            #expect(!another.ids.contains("SF-1"))
        }
    }

    @Test(
        arguments: [
            (["beds": "a few"], "invalid_arguments"), (["minPrice": -1], "invalid_arguments"),
            (["minPrice": 5, "maxPrice": 4], "invalid_arguments"), (["tenantId": "sarah"], "invalid_arguments"),
            (["mustHaves": ["a", "b", "c", "d", "e", "f", "g"]], "invalid_arguments"),
            (["city": .string(String(repeating: "Llan", count: 21))], "invalid_arguments"),
        ] as [(JSON, String)])
    func `what is not understood is refused in words`(arguments: JSON, code: String) async throws {
        try await ToolDatabase.with { database async throws in
            #expect(try await database.run(Self.tool, arguments).code == code)
        }
    }

    @Test func `texts that would be more than words are words`() async throws {
        try await ToolDatabase.with { database async throws in
            for text in [
                "'; DROP TABLE properties;--", "x' OR '1'='1", "pool & !garage | (", "%' ; --", "\u{0}\\", "🏡",
            ] {
                let answer = try await database.run(Self.tool, ["city": .string(text), "mustHaves": [.string(text)]])
                #expect(answer.code == "ok", "\(text): \(answer.text)")
            }
            #expect(try await database.one("SELECT count(*) FROM properties") == "61")
            #expect(try await database.run(Self.tool, ["beds": 2_000_000, "baths": 1e9]).code == "ok")
        }
    }
}
