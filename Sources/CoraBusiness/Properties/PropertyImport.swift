package import CoraPostgres
import CoraWire

/// Imports listings into the table that calls search.
package struct PropertyImport: Sendable {
    /// What an import changed.
    package struct Figures: Sendable, Equatable {
        /// Listings that were not there before.
        package var added = 0
        /// Listings that were there and have changed.
        package var changed = 0
        /// Listings that were there already, word for word; their rows are not written.
        package var unchanged = 0

        package init(added: Int = 0, changed: Int = 0, unchanged: Int = 0) {
            self.added = added
            self.changed = changed
            self.unchanged = unchanged
        }
    }

    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Adds a tenant's listings, or brings them up to date. Listings of other tenants are passed over. Nothing is
    /// deleted: a showing may be booked for a listing that the file no longer has. Importing again changes nothing.
    /// - Parameter listings: as `PropertyListing.read` returns them, each id once.
    /// - Throws: `PostgresError`; then nothing was changed. SQLSTATE 23503 means there is no such tenant.
    package func run(_ listings: [PropertyListing], for tenant: String) async throws(PostgresError) -> Figures {
        let own = listings.filter { ($0.tenant ?? tenant) == tenant }
        guard !own.isEmpty else { return Figures() }
        let written = try await pool.query(Self.upsert, Self.parameters(own, tenant), timeout: .seconds(60))
        var figures = Figures()
        for row in written.rows {
            if try row.value("is_new") { figures.added += 1 } else { figures.changed += 1 }
        }
        figures.unchanged = own.count - figures.added - figures.changed
        return figures
    }

    private static func parameters(_ listings: [PropertyListing], _ tenant: String) -> [PostgresValue] {
        [
            .text(tenant), .textArray(listings.map(\.id)), .textArray(listings.map(\.address)),
            .textArray(listings.map(\.city)), .textArray(listings.map(\.state)),
            .textArray(listings.map(\.postalCode)), .intArray(listings.map { Int64($0.price) }),
            .intArray(listings.map { Int64($0.beds) }), .numericArray(listings.map { "\($0.baths)" }),
            .intArray(listings.map { $0.squareFeet.map(Int64.init) }),
            .intArray(listings.map { $0.yearBuilt.map(Int64.init) }), .textArray(listings.map(\.kind)),
            .textArray(listings.map(\.status.rawValue)),
            .jsonArray(listings.map { JSON.array($0.features.map(JSON.string)).text }),
            .textArray(listings.map(\.description)),
            .jsonArray(listings.map { $0.listed.map { JSON.object(["listed": .string($0)]).text } ?? "{}" }),
            .textArray(listings.map(\.district)), .textArray(listings.map(\.county)),
            .doubleArray(listings.map(\.latitude)), .doubleArray(listings.map(\.longitude)),
        ]
    }

    private static let columns =
        "address, city, state, postal_code, price, beds, baths, square_feet, year_built, kind, status, features, "
        + "description, details, district, county, latitude, longitude"

    /// Merges the details; members that are only in the row stay.
    private static let merged = prefixed("excluded").replacing(
        "excluded.details", with: "p.details || excluded.details")

    private static func prefixed(_ prefix: String) -> String {
        columns.split(separator: ", ").map { "\(prefix).\($0)" }.joined(separator: ", ")
    }

    /// `xmax` is 0 in a row that the statement itself inserted.
    private static let upsert = """
        INSERT INTO properties AS p (tenant_id, id, \(columns))
        SELECT $1, id, address, city, state, postal_code, price, beds, baths, square_feet, year_built, kind, status,
          ARRAY(SELECT jsonb_array_elements_text(features)), description, details, district, county, latitude, longitude
        FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::int8[], $9::numeric[],
            $10::int8[], $11::int8[], $12::text[], $13::text[], $14::jsonb[], $15::text[], $16::jsonb[],
            $17::text[], $18::text[], $19::float8[], $20::float8[])
          AS row (id, \(columns))
        ON CONFLICT (tenant_id, id) DO UPDATE
        SET (\(columns)) = ROW (\(merged))
        WHERE (\(prefixed("p"))) IS DISTINCT FROM
          (\(merged))
        RETURNING xmax = 0 AS is_new
        """
}
