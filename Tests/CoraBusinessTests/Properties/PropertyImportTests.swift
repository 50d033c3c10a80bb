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
            changed[0].features = ["a \"quoted\", odd {feature}\t\\"]
            changed[1].tenant = "sarah-chen"
            let figures = try await properties.run(changed, for: "ray-richards")
            #expect(figures == .init(changed: 1, unchanged: listings.count - 2, others: 1))
            #expect(try await properties.run(changed, for: "sarah-chen").added == listings.count)
            #expect(try await properties.run([], for: "ray-richards") == .init())
            #expect(try await server.one("SELECT count(*) FROM properties") == "\(listings.count * 2)")
            let main = "FROM properties WHERE tenant_id = 'ray-richards' AND address = '123 Main Street'"
            #expect(try await server.one("SELECT price::int \(main)") == "479000")
            #expect(try await server.one("SELECT features[1] \(main)") == "a \"quoted\", odd {feature}\t\\")
            #expect(try await server.one("SELECT baths \(main)") == "2.0")
            #expect(
                try await server.one("SELECT concat_ws('|', district, county, latitude) \(main)")
                    == "Bouldin Creek|Travis|30.25")
            #expect(try await server.one("SELECT details ->> 'listed' \(main)") == listings[0].listed)
            await #expect(throws: PropertyImportError.noTenant) { try await properties.run(listings, for: "nobody") }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a column that the file does not have leaves what is known, an empty cell takes it away`() async throws {
        try await QueryServer.with { server in
            let all = "SELECT concat_ws('|', price::int, district, status, details ->> 'listed', beds) FROM properties"
            _ = try await Self.run(
                "ref,address,city,price,beds,baths,district,listed\nA,1 Elm,Austin,1,1,1,Hyde Park,2026-10-02", server)
            _ = try await server.pool.query("UPDATE properties SET status = 'pending'")
            #expect(try await Self.run("ref,address,city,price,beds,baths\nA,1 Elm,Austin,2,1,1", server).changed == 1)
            #expect(try await server.one(all) == "2|Hyde Park|pending|2026-10-02|1")
            #expect(
                try await Self.run("ref,address,city,price,beds,baths,district,listed\nA,1 Elm,Austin,2,1,1,,", server)
                    .changed == 1)
            #expect(try await server.one(all) == "2|pending|2026-10-02|1")
            // What was withdrawn and is in a file again is on the market again.
            _ = try await server.pool.query("UPDATE properties SET status = 'withdrawn'")
            #expect(try await Self.run("ref,address,city,price,beds,baths\nA,1 Elm,Austin,2,1,1", server).changed == 1)
            #expect(try await server.one("SELECT status FROM properties") == "active")
            #expect(
                try await Self.run("ref,address,city,price,beds,baths,status\nA,1 Elm,Austin,2,1,1,Expired", server)
                    .changed == 1)
            #expect(try await server.one("SELECT status FROM properties") == "withdrawn")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a complete file withdraws what it no longer has, of this tenant, and nothing that is sold`() async throws {
        try await QueryServer.with { server in
            _ = try await Self.run(Self.file(1...10), server)
            _ = try await Self.run(Self.file(1...10), server, tenant: "sarah-chen")
            _ = try await server.pool.query(
                "UPDATE properties SET status = 'sold' WHERE id = 'R10' AND tenant_id = 'ray-richards'")
            // Without the word nothing is withdrawn.
            #expect(try await Self.run(Self.file(1...7), server) == .init(unchanged: 7))
            let figures = try await Self.run(Self.file(1...7), server, isComplete: true)
            #expect(figures == .init(unchanged: 7, withdrawn: 2))
            #expect(try await Self.states(server) == "active 7, sold 1, withdrawn 2")
            #expect(try await Self.states(server, tenant: "sarah-chen") == "active 10")
            // It is the same the next time, and one that comes back is active.
            #expect(try await Self.run(Self.file(1...7), server, isComplete: true) == .init(unchanged: 7))
            #expect(try await Self.run(Self.file(1...8), server, isComplete: true) == .init(changed: 1, unchanged: 7))
            #expect(try await Self.states(server) == "active 8, sold 1, withdrawn 1")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a complete file with problems withdraws nothing; one that would withdraw more than half changes nothing`()
        async throws
    {
        try await QueryServer.with { server in
            _ = try await Self.run(Self.file(1...10), server)
            let figures = try await Self.run(
                Self.file(1...7) + "R8,8 Elm,Austin,?,1,1\nR11,11 Elm,Austin,1,1,1\n", server, isComplete: true)
            #expect(figures.isHeldBack && figures.withdrawn == 0 && figures.added == 1)
            #expect(try await Self.states(server) == "active 11")
            let small = Self.file(1...4) + "R12,12 Elm,Austin,1,1,1\n"
            await #expect(throws: PropertyImportError.wouldWithdraw(7, of: 11)) {
                try await Self.run(small, server, isComplete: true)
            }
            await #expect(throws: PropertyImportError.wouldWithdraw(11, of: 11)) {
                try await Self.run("ref,address,city,price,beds,baths\n", server, isComplete: true)
            }
            #expect(try await Self.states(server) == "active 11")
            let swept = try await Self.run(small, server, isComplete: true, maySweep: true)
            #expect(swept == .init(added: 1, unchanged: 4, withdrawn: 7))
            #expect(try await Self.states(server) == "active 5, withdrawn 7")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a file of which too much is wrong changes nothing, and a rehearsal neither`() async throws {
        try await QueryServer.with { server in
            let wrong = (8...18).map { "R\($0),\($0) Elm,Austin,?,1,1\n" }.joined()
            await #expect(throws: PropertyImportError.tooManyProblems(11, of: 18)) {
                try await Self.run(Self.file(1...7) + wrong, server)
            }
            await #expect(throws: PropertyImportError.tooManyProblems(1, of: 1)) {
                try await Self.run("ref,address,city,price,beds,baths\nA,1 Elm,Austin,?,1,1\n", server)
            }
            // A tenth of a long file may be wrong.
            let long = Self.file(20...129)
            #expect(try await Self.run(long + wrong, server).added == 110)
            let plan = PropertyImport.Plan(tenant: "ray-richards", isComplete: true, isRehearsal: true)
            var file = try ListingFile(Array(Self.file(60...130).utf8))
            let figures = try await PropertyImport(server.pool).run(&file, plan) { _ in }
            #expect(figures == .init(added: 1, unchanged: 70, withdrawn: 40))
            #expect(try await Self.states(server) == "active 110")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `an import that breaks off half-way leaves nothing of it, and the next one does it all`() async throws {
        try await QueryServer.with { server in
            _ = try await Self.run(Self.file(1...100), server)
            let before = try await server.one(Self.everything)
            let text = Self.file(51...9000)
            for statement in Self.deadly { _ = try await server.pool.query(statement) }
            var written = 0
            let plan = PropertyImport.Plan(tenant: "ray-richards", isComplete: true, maySweep: true)
            var file = try ListingFile(Array(text.utf8))
            do throws(PropertyImportError) {
                _ = try await PropertyImport(server.pool).run(&file, plan) { step in
                    if case .writing(let count, _) = step { written = count }
                }
                Issue.record("the import outlived its connection")
            } catch {
                var code: PostgresError.Code?
                if case .postgres(let error) = error { code = error.code }
                #expect(code == .connectionLost, "\(error)")
            }
            #expect(written >= 4000)
            _ = try await server.pool.query("DROP TRIGGER deadly ON properties")
            #expect(try await server.one(Self.everything) == before)
            let figures = try await Self.run(text, server, isComplete: true, maySweep: true)
            #expect(figures == .init(added: 8900, unchanged: 50, withdrawn: 50))
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `two imports for one tenant do not run at once, for two tenants they do`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection { connection in
                try await connection.transaction { connection in
                    _ = try await connection.query(
                        "SELECT pg_advisory_xact_lock(hashtextextended('cora.listings.ray-richards', 0))")
                    await #expect(throws: PropertyImportError.busy) { try await Self.run(Self.file(1...3), server) }
                    #expect(try await Self.run(Self.file(1...3), server, tenant: "sarah-chen").added == 3)
                }
            }
            #expect(try await Self.run(Self.file(1...3), server).added == 3)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `progress goes through the file and then through what is due`() async throws {
        try await QueryServer.with { server in
            let text = Self.file(1...5000)
            var file = try ListingFile(Array(text.utf8))
            var steps: [PropertyImport.Progress] = []
            _ = try await PropertyImport(server.pool).run(&file, .init(tenant: "ray-richards")) { steps.append($0) }
            let size = text.utf8.count
            #expect(steps.count == 6)
            #expect(steps[2] == .reading(listings: 5000, bytes: size, of: size))
            #expect(steps[3...] == [.writing(2000, of: 5000), .writing(4000, of: 5000), .writing(5000, of: 5000)])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `another price leaves a listing's words alone, another text does not`() async throws {
        try await QueryServer.with { server in
            _ = try await Self.run(Self.file(1...2), server)
            let words = "SELECT string_agg(words::text, ' ' ORDER BY id) FROM properties"
            let before = try await server.one(words)
            _ = try await server.pool.query("UPDATE properties SET price = price + 1, status = 'pending'")
            #expect(try await server.one(words) == before)
            for change in ["address = '7 Larch'", "features = '{larch}'", "description = 'larch'", "county = 'Larch'"] {
                _ = try await server.pool.query("UPDATE properties SET \(change) WHERE id = 'R1'")
                let found = "SELECT id FROM properties WHERE words @@ plainto_tsquery('simple', 'larch')"
                #expect(try await server.one(found) == "R1", "\(change)")
                _ = try await server.pool.query(
                    "UPDATE properties SET address = '1 Elm', features = '{}', description = '', county = NULL")
                #expect(try await server.one(found) == nil, "\(change)")
            }
            // Whatever somebody writes there, the words are those of the texts.
            _ = try await server.pool.query("UPDATE properties SET words = ''")
            #expect(try await server.one(words)?.contains("austin") == true)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `new listings have the words that the table makes, and only an import's rows bring theirs`() async throws {
        let listings = try PropertyListing.read(Self.sampleText())
        try await QueryServer.with { server in
            let wrong = """
                SELECT count(*) FROM properties WHERE words = '' OR words IS DISTINCT FROM cora_listing_words(
                  id, address, city, district, county, state, postal_code, features, kind, description)
                """
            #expect(try await PropertyImport(server.pool).run(listings, for: "ray-richards").added == listings.count)
            #expect(try await server.one(wrong) == "0")
            // The table makes the same ones of its own accord.
            let all = "SELECT string_agg(words::text, ' ' ORDER BY id) FROM properties"
            let given = try await server.one(all)
            _ = try await server.pool.query("UPDATE properties SET words = ''")
            #expect(try await server.one(all) == given)
            // The connection that imported trusts nobody's words afterwards.
            let copied = try await server.pool.query(
                """
                INSERT INTO properties (tenant_id, id, address, city, price, beds, baths, words)
                SELECT 'sarah-chen', id, '7 Larch', city, price, beds, baths, words FROM properties
                """)
            #expect(copied.affected == listings.count)
            #expect(try await server.one(wrong) == "0")
        }
    }

    // MARK: Files and their imports

    private static func file(_ numbers: ClosedRange<Int>) -> String {
        "ref,address,city,price,beds,baths\n" + numbers.map { "R\($0),\($0) Elm,Austin,1,1,1\n" }.joined()
    }

    private static func run(
        _ text: String, _ server: QueryServer, tenant: String = "ray-richards", isComplete: Bool = false,
        maySweep: Bool = false
    ) async throws -> PropertyImport.Figures {
        var file = try ListingFile(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
        return try await PropertyImport(server.pool).run(
            &file, .init(tenant: tenant, isComplete: isComplete, maySweep: maySweep)
        ) { _ in }
    }

    private static func states(_ server: QueryServer, tenant: String = "ray-richards") async throws -> String? {
        try await server.one(
            """
            SELECT string_agg(status || ' ' || n, ', ' ORDER BY status) FROM (
              SELECT status, count(*) AS n FROM properties WHERE tenant_id = $1 GROUP BY status) AS counts
            """, [.text(tenant)])
    }

    private static let everything = "SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM properties p"

    /// The server ends the connection that writes this listing.
    private static let deadly = [
        """
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_terminate_backend(pg_backend_pid());
          RETURN NEW;
        END
        $$
        """,
        "CREATE TRIGGER deadly BEFORE INSERT ON properties FOR EACH ROW WHEN (NEW.id = 'R8000') EXECUTE FUNCTION die()",
    ]

    private static func sampleText() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Config/properties.json")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
