import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import Logging

/// A PostgreSQL with 100,000 listings of one tenant among those of others, gone afterwards.
struct ListingsUnderTest {
    static let tenant = "large"
    static let count = 100_000
    private static let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    static func run<Output>(_ body: (PostgresPool) async throws -> Output) async throws -> Output {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-bench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let postgres = try await EmbeddedPostgres.start(.init(folder: folder, isDurable: false), logger: logger)
        let pool = PostgresPool(postgres.conninfo, logger: logger)
        let result: Result<Output, any Error>
        do {
            let connection = try await PostgresConnection.open(postgres.conninfo.text, logger: logger)
            _ = try await Migrator(logger: logger).up(on: connection)
            for statement in statements { try await connection.script(statement, timeout: .seconds(300)) }
            await connection.close()
            result = .success(try await body(pool))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        await postgres.stop()
        return try result.get()
    }

    /// The same rows each time. Bedrooms from 1 to 6, mostly 3; prices from 150,000 to two millions; of the features
    /// some are on a third of the listings and some on one in five thousand.
    private static let statements = [
        """
        INSERT INTO tenants (id, agent_name, greeting_template)
        SELECT CASE n WHEN 0 THEN '\(tenant)' ELSE 'small-' || n END, 'A', 'Hi' FROM generate_series(0, 20) AS n
        """,
        """
        INSERT INTO properties (tenant_id, id, address, city, state, price, beds, baths, kind, features, description)
        SELECT CASE WHEN n <= \(count) THEN '\(tenant)' ELSE 'small-' || (1 + n % 20) END, 'L-' || n,
          (100 + n * 7 % 9900) || ' ' || (ARRAY['Maple', 'Oak', 'Cedar', 'Pine', 'Elm', 'Main', 'Lake', 'Hill', 'Park',
            'Rose', 'Willow', 'Birch', 'Ash', 'Spring', 'Sunset', 'River'])[1 + n * 31 % 16] || ' '
            || (ARRAY['Street', 'Avenue', 'Drive', 'Lane', 'Court'])[1 + n * 17 % 5],
          (ARRAY['Austin', 'Austin', 'Austin', 'Round Rock', 'Cedar Park', 'Georgetown', 'San Marcos', 'Pflugerville',
            'Leander', 'Kyle', 'Buda', 'Lakeway'])[1 + n * 13 % 12], 'TX',
          150000 + (n::int8 * 7919 % 1850) * 1000, (ARRAY[1, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6])[1 + n * 37 % 11],
          (ARRAY[1, 1.5, 2, 2, 2.5, 3, 3.5])[1 + n * 41 % 7], 'house',
          ARRAY[(ARRAY['pool', 'garage', 'fenced yard'])[1 + n % 3],
            (ARRAY['fireplace', 'solar panels', 'home office', 'large trees', 'corner lot'])[1 + n * 3 % 5]]
            || CASE WHEN n % 5000 = 0 THEN ARRAY['wine cellar'] ELSE '{}' END,
          'A bright home with ' || (ARRAY['hardwood floors', 'new windows', 'an open kitchen', 'a covered porch'])
            [1 + n * 11 % 4] || ', close to ' || (ARRAY['parks', 'schools', 'shops', 'the lake'])[1 + n * 19 % 4]
            || ' and ready to move in this season.'
        FROM generate_series(1, \(count) + 40000) AS n
        """,
        "VACUUM ANALYZE properties",
    ]
}
