import CoraBusiness
import CoraPostgres
import Foundation
import StoreTesting
import Testing

@Suite(.serialized)
struct PropertyImportTests {
    @Test func `the sample listings are sound, and have what the examples ask for`() throws {
        let listings = try PropertyListing.read(Self.sampleText())
        #expect(listings.count >= 60)
        #expect(Set(listings.map(\.city)).isSuperset(of: ["Austin", "Denver", "Portland", "Raleigh"]))
        #expect(Set(listings.map(\.id)).count == listings.count)
        #expect(listings.contains { $0.address == "123 Main Street" })
        #expect(listings.contains { $0.address.hasPrefix("123 Maple") })
        #expect(listings.filter { $0.city == "Austin" && $0.beds == 3 && $0.price < 500_000 }.count >= 3)
        #expect(listings.allSatisfy { $0.listed != nil && !$0.features.isEmpty && !$0.description.isEmpty })
    }

    private static let sound = #""id": "A", "address": "1 Elm", "city": "Austin", "price": 1, "beds": 1, "baths": 1"#

    @Test(arguments: [
        ("[", "line 1: this is not JSON: the text ends inside a value"),
        ("[\n{},\n}]", "line 3: this is not JSON: a byte that does not belong there"),
        ("{}", #"the file has to be a list of listings: [{"id": …, "address": …}, …]"#),
        ("[7]", #"listing 1 has to be an object: {"id": …, "address": …}"#),
        ("[{\(sound), \"price\": \"1\"}]", "listing 1 (A): “price” has to be a whole number of dollars"),
        ("[{\(sound), \"price\": 1.5}]", "listing 1 (A): “price” has to be a whole number of dollars"),
        ("[{\(sound), \"beds\": -1}]", "listing 1 (A): “beds” has to be a whole number of bedrooms"),
        (
            "[{\(sound), \"baths\": 1.3}]",
            "listing 1 (A): “baths” has to be a number of bathrooms in halves, such as 2.5"
        ),
        ("[{\(sound), \"adress\": \"x\"}]", "listing 1 (A): “adress” is not a key of listings"),
        ("[{\(sound), \"city\": \" \"}]", "listing 1 (A): “city” has to be text"),
        ("[{\(sound), \"features\": [1]}]", "listing 1 (A): “features” has to be a list of texts"),
        (
            "[{\(sound), \"status\": \"gone\"}]",
            "listing 1 (A): “status” has to be one of active, pending, sold, withdrawn"
        ),
        (
            "[{\(sound), \"listed\": \"2026-02-30\"}]",
            "listing 1 (A): “listed” has to be a day as year-month-day, such as 2026-10-02"
        ),
        (
            "[{\(sound), \"latitude\": 91, \"longitude\": 0}]",
            "listing 1 (A): “latitude” has to be a number of degrees, -90 to 90"
        ),
        (
            "[{\(sound), \"longitude\": -97.7}]",
            "listing 1 (A): “latitude” and “longitude” have to be given together"
        ),
        ("[{\(sound)}, {\(sound)}]", "listing 2 has the id of listing 1, “A”"),
    ])
    func `what is wrong with a file is said in words`(_ text: String, _ words: String) {
        #expect(throws: PropertyFileError([words])) { try PropertyListing.read(text) }
    }

    @Test func `where a listing lies is optional: district, county, and a point on the map`() throws {
        let text =
            "[{\(Self.sound), \"district\": \"Hyde Park\", \"county\": \"Travis\", \"latitude\": 30.3, \"longitude\": -97.7}]"
        let listing = try PropertyListing.read(text).first
        #expect(listing?.district == "Hyde Park" && listing?.county == "Travis")
        #expect(listing?.latitude == 30.3 && listing?.longitude == -97.7)
        #expect(try PropertyListing.read("[{\(Self.sound), \"latitude\": null}]").first?.latitude == nil)
    }

    @Test func `every fault is named at once`() {
        let error = #expect(throws: PropertyFileError.self) {
            try PropertyListing.read("[{\"id\": \"A\"}, {\(Self.sound)}]")
        }
        #expect(error?.problems.count == 5)
        #expect(error?.problems.first == "listing 1 (A): “address” is missing; it has to be text")
    }

    @Test(.timeLimit(.minutes(2)))
    func `an import twice changes nothing, a change is taken, other tenants' are left alone`() async throws {
        let listings = try PropertyListing.read(Self.sampleText())
        try await QueryServer.with { server in
            let properties = PropertyImport(server.pool)
            #expect(try await properties.run(listings, for: "ray-richards") == .init(added: listings.count))
            let before = try await server.one("SELECT max(updated_at) FROM properties")
            #expect(try await properties.run(listings, for: "ray-richards") == .init(unchanged: listings.count))
            #expect(try await server.one("SELECT max(updated_at) FROM properties") == before)
            var changed = listings
            changed[0].price = 479_000
            (changed[0].district, changed[0].county) = ("Bouldin Creek", "Travis")
            (changed[0].latitude, changed[0].longitude) = (30.25, -97.75)
            changed[0].features = ["a \"quoted\", odd {feature}"]
            changed[1].tenant = "sarah-chen"
            let figures = try await properties.run(changed, for: "ray-richards")
            #expect(figures == .init(changed: 1, unchanged: listings.count - 2))
            #expect(try await properties.run(changed, for: "sarah-chen").added == listings.count)
            #expect(try await properties.run([], for: "ray-richards") == .init())
            #expect(try await server.one("SELECT count(*) FROM properties") == "\(listings.count * 2)")
            let main = "FROM properties WHERE tenant_id = 'ray-richards' AND address = '123 Main Street'"
            #expect(try await server.one("SELECT price::int \(main)") == "479000")
            #expect(try await server.one("SELECT features[1] \(main)") == "a \"quoted\", odd {feature}")
            #expect(try await server.one("SELECT baths \(main)") == "2.0")
            #expect(
                try await server.one("SELECT concat_ws('|', district, county, latitude) \(main)")
                    == "Bouldin Creek|Travis|30.25")
            #expect(try await server.one("SELECT details ->> 'listed' \(main)") == listings[0].listed)
            let error = await #expect(throws: PostgresError.self) { try await properties.run(listings, for: "nobody") }
            #expect(error?.sqlState == "23503")
        }
    }

    private static func sampleText() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Config/properties.json")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
