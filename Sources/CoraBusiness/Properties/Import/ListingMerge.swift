import CoraPostgres
import CoraWire

/// The statements of one import, in the order of their use, on a connection with a transaction open.
struct ListingMerge {
    /// The time for one statement.
    private static let patience = Duration.seconds(120)

    private let connection: PostgresConnection
    private let tenant: String
    private let columns: Set<ListingColumn>
    private let isRehearsal: Bool

    /// - Parameters:
    ///   - columns: what the file says something about; of a known listing the others stay.
    ///   - isRehearsal: whether nothing will be written.
    init(_ connection: PostgresConnection, tenant: String, columns: Set<ListingColumn>, isRehearsal: Bool) {
        self.connection = connection
        self.tenant = tenant
        self.columns = columns
        self.isRehearsal = isRehearsal
    }

    /// Makes room for the file. Another import of the same tenant's is kept out until the transaction ends.
    /// - Throws: `PropertyImportError.busy`, `.noTenant`; `PostgresError`.
    func begin() async throws {
        let lock = try await query(
            "SELECT pg_try_advisory_xact_lock(hashtextextended('cora.listings.' || $1, 0)) AS mine")
        let isMine: Bool? = try lock.first?.value("mine")
        guard isMine == true else { throw PropertyImportError.busy }
        guard try await query("SELECT 1 FROM tenants WHERE id = $1").count > 0 else {
            throw PropertyImportError.noTenant
        }
        // A search by words looks through everything that waits to go into the index, also while this goes on: with the
        // server's 4 MB it takes 80 ms, with this 2 ms, and the import takes no longer.
        try await run("SET LOCAL gin_pending_list_limit = '512kB'")
        // The rows that this transaction inserts have their words already.
        try await run("SET LOCAL cora.words = 'given'")
        try await run(Self.makeArrived)
        try await run("CREATE TEMPORARY TABLE cora_staged (LIKE cora_arrived, words TSVECTOR) ON COMMIT DROP")
        try await run("CREATE TEMPORARY TABLE cora_due (n INT PRIMARY KEY, id TEXT, is_new BOOL) ON COMMIT DROP")
    }

    /// Copies listings beside the table, each id once. Those that are new get their words for the search, which are
    /// almost half of a first import's work, while the client reads on.
    func stage(_ listings: [PropertyListing]) async throws {
        guard !listings.isEmpty else { return }
        var rows = PostgresCopyRows()
        for listing in listings { rows.append(Self.values(listing)) }
        _ = try await connection.copyIn("COPY cora_arrived FROM STDIN", rows, timeout: Self.patience)
        let take = "INSERT INTO cora_staged SELECT s.*, \(newWords) FROM cora_arrived s"
        let statements = [PostgresStatement(take, [.text(tenant)]), PostgresStatement("TRUNCATE cora_arrived")]
        _ = try await connection.batch(statements, timeout: Self.patience)
    }

    /// Finds what is new and what has changed.
    func compare() async throws -> (added: Int, changed: Int) {
        try await run("CREATE UNIQUE INDEX ON cora_staged (id)")
        try await run("ANALYZE cora_staged (id)")
        _ = try await query(
            """
            INSERT INTO cora_due (n, id, is_new)
            SELECT row_number() OVER (ORDER BY p.id IS NOT NULL, s.id), s.id, p.id IS NULL
            FROM cora_staged s LEFT JOIN properties p ON p.tenant_id = $1 AND p.id = s.id
            WHERE p.id IS NULL OR \(differs)
            """)
        try await run("ANALYZE cora_due")
        let counts = try await connection.query(
            "SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS changed FROM cora_due",
            timeout: Self.patience)
        guard let row = counts.first else { return (0, 0) }
        return (try row.value("added"), try row.value("changed"))
    }

    /// How many of the tenant's listings that are active or pending the file does not have, and how many those are.
    func absent() async throws -> (absent: Int, listed: Int) {
        let counts = try await query(
            "SELECT count(*) FILTER (WHERE \(Self.isAbsent)) AS absent, count(*) AS listed FROM properties p "
                + "WHERE \(Self.isListed)")
        guard let row = counts.first else { return (0, 0) }
        return (try row.value("absent"), try row.value("listed"))
    }

    /// Writes what is due, by its numbers from 1: new listings come first, for no booking waits for a row that is not there yet.
    func write(_ numbers: ClosedRange<Int>) async throws {
        let due = "cora_due d JOIN cora_staged s USING (id) WHERE d.n BETWEEN $2 AND $3"
        let range = [PostgresValue.int(Int64(numbers.lowerBound)), .int(Int64(numbers.upperBound))]
        _ = try await query(
            "INSERT INTO properties (tenant_id, id, \(Self.insertColumns), words) "
                + "SELECT $1, s.id, \(Self.insertValues), coalesce(s.words, \(Self.words)) "
                + "FROM \(due) AND d.is_new ORDER BY d.n", range)
        _ = try await query(
            "UPDATE properties p SET \(assignments) FROM \(due) AND NOT d.is_new AND p.tenant_id = $1 AND p.id = d.id",
            range)
    }

    /// Withdraws what the file does not have. What is sold stays so.
    /// - Returns: how many were withdrawn.
    func withdraw() async throws -> Int {
        try await query("UPDATE properties p SET status = 'withdrawn' WHERE \(Self.isListed) AND \(Self.isAbsent)")
            .affected
    }

    /// Lets the searches know what is in the table now, as the server itself does within minutes. It has no say in
    /// whether the import succeeded.
    static func tidy(_ pool: PostgresPool, after written: Int) async {
        guard written >= 1000 else { return }
        _ = try? await pool.query("ANALYZE properties", timeout: patience)
    }

    @discardableResult
    private func query(_ sql: String, _ more: [PostgresValue] = []) async throws -> PostgresResult {
        try await connection.query(sql, [.text(tenant)] + more, timeout: Self.patience)
    }

    private func run(_ sql: String) async throws {
        _ = try await connection.query(sql, timeout: Self.patience)
    }
}

// MARK: - Columns

extension ListingMerge {
    private static let isListed = "p.tenant_id = $1 AND p.status IN ('active', 'pending')"
    private static let isAbsent = "NOT EXISTS (SELECT 1 FROM cora_staged s WHERE s.id = p.id)"

    /// The listings that came last from the file, in the order of `values`.
    private static let makeArrived = """
        CREATE TEMPORARY TABLE cora_arrived (
          id TEXT, address TEXT, city TEXT, state TEXT, postal_code TEXT, district TEXT, county TEXT,
          latitude FLOAT8, longitude FLOAT8, price NUMERIC, beds INT, baths NUMERIC, square_feet INT, year_built INT,
          kind TEXT, status TEXT, features TEXT[], description TEXT, listed TEXT
        ) ON COMMIT DROP
        """

    private static func values(_ listing: PropertyListing) -> [PostgresValue] {
        [
            .text(listing.id), .text(listing.address), .text(listing.city), text(listing.state),
            text(listing.postalCode), text(listing.district), text(listing.county),
            listing.latitude.map(PostgresValue.double) ?? .null, listing.longitude.map(PostgresValue.double) ?? .null,
            .int(Int64(listing.price)), .int(Int64(listing.beds)), .numeric("\(listing.baths)"),
            whole(listing.squareFeet), whole(listing.yearBuilt), text(listing.kind), .text(listing.status.rawValue),
            .textArray(listing.features), .text(listing.description), text(listing.listed),
        ]
    }

    private static func text(_ text: String?) -> PostgresValue { text.map(PostgresValue.text) ?? .null }
    private static func whole(_ number: Int?) -> PostgresValue { number.map { .int(Int64($0)) } ?? .null }

    private static let plain = ListingColumn.allCases.filter { $0 != .listed }.map(\.rawValue)
    private static let insertColumns = (plain + ["details"]).joined(separator: ", ")
    private static let insertValues =
        (plain.map { "s.\($0)" } + ["jsonb_strip_nulls(jsonb_build_object('listed', s.listed))"]).joined(
            separator: ", ")

    /// A listing's words, as the table's trigger makes them.
    private static let words =
        "cora_listing_words(s.id, s.address, s.city, s.district, s.county, s.state, s.postal_code, s.features, s.kind, "
        + "s.description)"

    /// The words of a listing that is new, else NULL; a rehearsal needs none. A subquery for a value is looked up in the
    /// key, however large the server believes the table to be.
    private var newWords: String {
        guard !isRehearsal else { return "NULL" }
        return "CASE WHEN (SELECT p.id FROM properties p WHERE p.tenant_id = $1 AND p.id = s.id) IS NULL THEN "
            + Self.words + " END"
    }

    /// Whether a known listing is another than the file's, in what the file says something about.
    private var differs: String {
        let names = columns.filter { $0 != .listed }.map(\.rawValue).sorted()
        var pairs = (["id"] + names).map { ("p.\($0)", "s.\($0)") }
        if columns.contains(.listed) {
            pairs.append(("p.details ->> 'listed'", "coalesce(s.listed, p.details ->> 'listed')"))
        }
        let row =
            "(\(pairs.map(\.0).joined(separator: ", "))) IS DISTINCT FROM (\(pairs.map(\.1).joined(separator: ", ")))"
        return columns.contains(.status) ? row : "(\(row) OR p.status = 'withdrawn')"
    }

    /// What the file says goes into the row. A listing that was withdrawn and is in the file again is on the market
    /// again, unless the file says otherwise.
    private var assignments: String {
        var all = columns.filter { $0 != .listed }.map(\.rawValue).sorted().map { "\($0) = s.\($0)" }
        if columns.contains(.listed) {
            all.append("details = p.details || jsonb_strip_nulls(jsonb_build_object('listed', s.listed))")
        }
        if !columns.contains(.status) {
            all.append("status = CASE p.status WHEN 'withdrawn' THEN 'active' ELSE p.status END")
        }
        return all.joined(separator: ", ")
    }
}
