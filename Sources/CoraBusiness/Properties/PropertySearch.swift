package import CoraPostgres

/// Finds a tenant's listings for what a caller wants: the table `properties`.
///
/// It is quick by its order of work: it walks the hard wishes (city, bedrooms, price, baths) in an index, and checks
/// only the first listings that fit them for the soft ones (a pool, a fenced yard), by full text and by trigrams.
package struct PropertySearch: Sendable {
    /// What the caller wants. Bedrooms and baths are the least there must be.
    package struct Wishes: Sendable, Equatable {
        /// Where it has to lie; nil for anywhere.
        package var place: Place?
        /// The lowest price in US dollars; nil for any.
        package var minPrice: Double?
        /// The highest price in US dollars; nil for any.
        package var maxPrice: Double?
        /// The fewest bedrooms; nil for any.
        package var beds: Int?
        /// The fewest baths; nil for any.
        package var baths: Double?
        /// Further wishes in the caller's words, one thing each.
        package var mustHaves: [String]
        /// Whether the dearest come first; if nil, they do if there is a highest price, else the cheapest do.
        package var dearestFirst: Bool?

        package init(
            place: Place? = nil, minPrice: Double? = nil, maxPrice: Double? = nil, beds: Int? = nil,
            baths: Double? = nil, mustHaves: [String] = [], dearestFirst: Bool? = nil
        ) {
            self.place = place
            self.minPrice = minPrice
            self.maxPrice = maxPrice
            self.beds = beds
            self.baths = baths
            self.mustHaves = mustHaves
            self.dearestFirst = dearestFirst
        }
    }

    /// A listing that was found.
    package struct Found: Sendable, Equatable {
        /// The listing's id.
        package var id: String
        /// Street and number.
        package var address: String
        /// The city.
        package var city: String
        /// The price in US dollars.
        package var price: Double
        /// Bedrooms.
        package var beds: Int
        /// Bathrooms; a half bath counts as 0.5.
        package var baths: Double
        /// Its features, in a few words each.
        package var features: [String]
        /// The must-haves that it has, by their place from 0.
        package var met: [Int]
    }

    let pool: PostgresPool
    let patience: Duration

    /// - Parameter patience: the longest time for one query, and the longest wait for a connection.
    package init(_ pool: PostgresPool, patience: Duration = .milliseconds(1500)) {
        self.pool = pool
        self.patience = patience
    }

    /// Listings that fulfil every wish except perhaps must-haves. Those with the most must-haves come first, then those
    /// with just the bedrooms asked for, then by price.
    /// - Throws: `PostgresError`.
    package func find(
        _ wishes: Wishes, of tenant: String, limit: Int
    ) async throws(PostgresError) -> [Found] {
        try await findEach([wishes], of: tenant, limit: limit).flatMap(\.self)
    }

    /// The same for each of several sets of wishes, in one round trip.
    /// - Returns: what was found, in the order of the wishes.
    /// - Throws: `PostgresError`.
    package func findEach(
        _ all: [Wishes], of tenant: String, limit: Int
    ) async throws(PostgresError) -> [[Found]] {
        try await run(
            all.map { wishes in
                Self.statement(
                    Self.walk(wishes), wishes, tenant, perSize: wishes.mustHaves.isEmpty ? limit : 60, limit)
            })
    }

    /// Listings that fulfil every wish and have every must-have, of which there is one at least, however rare those are,
    /// in no order.
    /// - Throws: `PostgresError`.
    package func findRare(
        _ wishes: Wishes, of tenant: String, limit: Int
    ) async throws(PostgresError) -> [Found] {
        guard !wishes.mustHaves.isEmpty else { return [] }
        return try await run([Self.statement(Self.words(wishes), wishes, tenant, perSize: 200, limit)]).flatMap(\.self)
    }

    private static func statement(
        _ sql: String, _ wishes: Wishes, _ tenant: String, perSize: Int, _ limit: Int
    ) -> PostgresStatement {
        PostgresStatement(
            sql,
            [
                .text(tenant), .int(Int64(clamping: max(wishes.beds ?? 0, 0))),
                .numeric(decimal(wishes.minPrice ?? 0)), .numeric(decimal(wishes.maxPrice ?? 1e12)),
                .numeric(decimal(wishes.baths ?? 0)), .int(Int64(perSize)), .textArray(wishes.mustHaves),
                .int(Int64(limit)), .bool(wishes.beds != nil),
            ] + parameters(wishes.place))
    }

    private func run(_ statements: [PostgresStatement]) async throws(PostgresError) -> [[Found]] {
        let results =
            statements.count == 1
            ? [
                try await pool.query(
                    statements[0].sql, statements[0].parameters, timeout: patience, deadline: patience)
            ]
            : try await pool.batch(statements, timeout: patience, deadline: patience)
        var all: [[Found]] = []
        for result in results { all.append(try Self.read(result)) }
        return all
    }

    private static func read(_ result: PostgresResult) throws(PostgresError) -> [Found] {
        var found: [Found] = []
        for row in result.rows {
            let met: [String] = try row.value("met")
            found.append(
                Found(
                    id: try row.value("id"), address: try row.value("address"), city: try row.value("city"),
                    price: try row.value("price"), beds: try row.value("beds"), baths: try row.value("baths"),
                    features: try row.value("features"), met: met.compactMap(Int.init)))
        }
        return found
    }

    /// A value to the cent, as `numeric` reads it.
    private static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let cents = Int64((min(max(value, -1e12), 1e12) * 100).rounded())
        let digits = String(cents.magnitude)
        let padded = String(repeating: "0", count: max(3 - digits.utf8.count, 0)) + digits
        return (cents < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }
}

// The statements. $1 tenant, $2 bedrooms, $3 and $4 price, $5 baths, $6 listings to look at, $7 must-haves, $8 listings
// to return, $9 whether bedrooms were asked for, from $10 on the place.
extension PropertySearch {
    private static let columns = "id, address, city, price, beds, baths, features, words"

    private static func direction(_ wishes: Wishes) -> String {
        wishes.dearestFirst ?? (wishes.maxPrice != nil) ? "DESC" : "ASC"
    }

    private static func place(_ wishes: Wishes) -> String {
        condition(wishes.place, from: 10)
    }

    /// Walks each number of bedrooms by itself, so that its listings come out of the index in the order of their price.
    private static func walk(_ wishes: Wishes) -> String {
        scored(
            """
            SELECT p.* FROM generate_series($2, $2 + 40) AS size CROSS JOIN LATERAL (
              SELECT \(columns) FROM properties
              WHERE tenant_id = $1 AND status = 'active' AND \(place(wishes)) AND beds = size::int
                AND price BETWEEN $3 AND $4 AND baths >= $5
              ORDER BY price \(direction(wishes)) LIMIT $6) AS p
            """, wishes)
    }

    /// Looks for the must-haves' words first, in the index of words: the index of places would have every listing there
    /// read and its words compared, 300 ms for 25,000, where rare words take half a millisecond. PostgreSQL cannot know
    /// which is quicker. The tenant is compared as a value that no index has, and so the others cannot be used.
    private static func words(_ wishes: Wishes) -> String {
        scored(
            """
            SELECT \(columns) FROM properties
            WHERE tenant_id || '' = $1 AND status = 'active' AND \(place(wishes)) AND beds >= $2
              AND price BETWEEN $3 AND $4 AND baths >= $5 AND words @@ \(query(wishes, joined: "&&"))
            LIMIT $6
            """, wishes)
    }

    /// The words of all must-haves as one query, made once and not for each listing.
    private static func query(_ wishes: Wishes, joined sign: String) -> String {
        let each = wishes.mustHaves.indices.map { index in
            let word = "cora_plain(($7::text[])[\(index + 1)])"
            return "(plainto_tsquery('english', \(word)) || plainto_tsquery('simple', \(word)))"
        }
        return "(SELECT \(each.joined(separator: " \(sign) ")))"
    }

    /// Scores candidates by must-haves: `english` finds "yards" by "yard", `simple` a street by its name, trigrams what
    /// is misspelt. Whether any word is there is asked first, and features are made plain once a candidate: `OFFSET 0`
    /// keeps PostgreSQL from writing both out at each place (measured: a third of a search for what nothing has).
    private static func scored(_ candidates: String, _ wishes: Wishes) -> String {
        let text =
            wishes.mustHaves.isEmpty
            ? "(SELECT false AS has_any, '' AS plain)"
            : """
            (SELECT words @@ \(query(wishes, joined: "||")) AS has_any,
              cora_plain(array_to_string(features, ' ')) AS plain OFFSET 0)
            """
        return
            """
            WITH wanted AS MATERIALIZED (
              SELECT place, cora_plain(word) AS word, plainto_tsquery('english', cora_plain(word)) AS stems,
                plainto_tsquery('simple', cora_plain(word)) AS letters
              FROM unnest($7::text[]) WITH ORDINALITY AS given (word, place)
            ), found AS MATERIALIZED (
              \(candidates)
            ), judged AS (
              SELECT found.*, ARRAY(
                SELECT (place - 1)::text FROM wanted
                WHERE has_any AND (words @@ stems OR words @@ letters) OR cora_holds(word, plain) >= 0.5
                ORDER BY place) AS met
              FROM found CROSS JOIN LATERAL \(text) AS text
            )
            SELECT id, address, city, price, beds, baths, features, met FROM judged
            ORDER BY cardinality(met) DESC, CASE WHEN $9 THEN beds - $2 ELSE 0 END, price \(direction(wishes)), id
            LIMIT $8
            """
    }
}
