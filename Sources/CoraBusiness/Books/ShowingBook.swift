package import CoraPostgres

/// Finds listings by what people call them, and books showings of them: the table `showings`.
package enum ShowingBook {
    /// What a showing needs to know of a listing.
    package struct Listing: Sendable, Equatable {
        /// The listing's id.
        package var id: String
        /// Street and number.
        package var address: String
        /// The city.
        package var city: String
        /// Whether it is still on offer.
        package var isActive: Bool
    }

    /// A showing to be booked.
    package struct Request: Sendable, Equatable {
        /// The tenant's id.
        package var tenant: String
        /// The listing's id.
        package var property: String
        /// The call's id, a UUID.
        package var call: String
        /// When the showing begins, in seconds since 1970 (UTC).
        package var starts: Int
        /// When the showing ends, in seconds since 1970 (UTC).
        package var ends: Int
        /// The visitor's name.
        package var name: String
        /// The visitor's number, in E.164.
        package var phone: String
        /// The visitor's e-mail address; nil if not given.
        package var email: String?
        /// What counts as now, in seconds since 1970 (UTC).
        package var now: Int
        /// The caller's own number, E.164; nil if they have none. Only it, and the call itself, prove that a showing in
        /// the book is theirs.
        package var caller: String?
        /// Whether the caller has said that the showing they have is to be moved.
        package var mayMove: Bool

        package init(
            tenant: String, property: String, call: String, starts: Int, ends: Int, name: String, phone: String,
            email: String?, now: Int, caller: String?, mayMove: Bool = false
        ) {
            self.tenant = tenant
            self.property = property
            self.call = call
            self.starts = starts
            self.ends = ends
            self.name = name
            self.phone = phone
            self.email = email
            self.now = now
            self.caller = caller
            self.mayMove = mayMove
        }
    }

    /// The result of booking.
    package enum Booking: Sendable, Equatable {
        /// The showing is in the book, under this code.
        case booked(code: String)
        /// The same person already has a showing of the listing at that very time.
        case alreadyBooked(code: String)
        /// The showing of the listing that the caller had then was moved, and has this code now.
        case moved(code: String, from: Int)
        /// The caller has another showing of the listing, which begins then. Nothing was written.
        case hasAnother(code: String, starts: Int)
        /// Another visitor has a showing at a time that overlaps.
        case taken
        /// All codes given are in use.
        case outOfCodes
    }

    /// The listings that a text may mean, at most six: the one with that id, or those whose address has all of its
    /// words; if there are none, those whose address has the first two words.
    /// - Throws: `PostgresError`.
    package static func listings(
        named text: String, of tenant: String, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Listing] {
        let words = text.split { $0 == " " || $0 == "," }
        let phrases = [words[...], words.prefix(2)].map { part in
            part.count > 1 ? PostgresValue.text(part.joined(separator: " ")) : .null
        }
        return try read(await connection.query(named, [.text(tenant), .text(text)] + phrases))
    }

    /// Books a showing, or moves the one that the caller has. The listing's row is locked until the transaction ends, so
    /// that of several visitors who want the same time, one after the other is checked. A showing that is moved is
    /// cancelled and stays in the book; the new one says whose place it took.
    /// - Parameter codes: booking codes to try, each once.
    /// - Throws: `PostgresError`.
    package static func book(
        _ request: Request, codes: [String], on connection: PostgresConnection
    ) async throws(PostgresError) -> Booking {
        let entries = try await entries(request, on: connection)
        if let same = entries.first(where: { $0.isExact && $0.phone == request.phone }), let code = same.code {
            return .alreadyBooked(code: code)
        }
        let own = entries.filter(\.isOwn)
        if let first = own.first, !request.mayMove { return .hasAnother(code: first.code ?? "", starts: first.starts) }
        if entries.contains(where: { $0.overlaps && !$0.isOwn }) { return .taken }
        let moved = own.filter { $0.overlaps || $0.id == own.first?.id }
        guard let code = try await write(request, codes, replacing: moved.map(\.id), on: connection) else {
            return .outOfCodes
        }
        return own.first.map { .moved(code: code, from: $0.starts) } ?? .booked(code: code)
    }

    /// Cancels the showings that the new one replaces, of which the first is said to be, and writes the new one under the
    /// first code that is free; nil if none is.
    private static func write(
        _ request: Request, _ codes: [String], replacing ids: [String], on connection: PostgresConnection
    ) async throws(PostgresError) -> String? {
        let values: [PostgresValue] = [
            .text(request.tenant), .text(request.property), .timestamp(microseconds(request.starts)),
            .timestamp(microseconds(request.ends)), .uuid(request.call), .text(request.name), .text(request.phone),
            request.email.map { .text($0) } ?? .null, .textArray(codes), ids.first.map { .uuid($0) } ?? .null,
        ]
        let results = try await connection.batch([
            PostgresStatement(cancel, [.uuidArray(ids)]), PostgresStatement(insert, values),
        ])
        return results.last?.first?["confirmation_code"]
    }

    /// A showing in the book that matters to a request: one at a time that overlaps, or a coming one of the caller's.
    private struct Entry {
        var id: String
        var code: String?
        var phone: String?
        var starts: Int
        var isExact: Bool
        var overlaps: Bool
        var isOwn: Bool
    }

    /// Holds the listing, and reads what is in the book then.
    private static func entries(
        _ request: Request, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Entry] {
        let results = try await connection.batch([
            PostgresStatement(hold, [.text(request.tenant), .text(request.property)]),
            PostgresStatement(
                matters,
                [
                    .text(request.tenant), .text(request.property), .timestamp(microseconds(request.starts)),
                    .timestamp(microseconds(request.ends)), .text(request.phone), .timestamp(microseconds(request.now)),
                    .uuid(request.call), .bool(request.caller == request.phone),
                ]),
        ])
        var entries: [Entry] = []
        for row in results.last?.rows ?? [] {
            entries.append(
                Entry(
                    id: try row.value("id"), code: row["confirmation_code"], phone: row["contact_phone"],
                    starts: try row.value("starts"), isExact: try row.value("is_exact"),
                    overlaps: try row.value("is_overlapping"), isOwn: try row.value("is_own")))
        }
        return entries
    }

    /// A coming showing.
    package struct Coming: Sendable, Equatable {
        /// The showing's id, a UUID.
        package var id: String
        /// Street and number of the listing.
        package var address: String
        /// When it begins, in seconds since 1970 (UTC).
        package var starts: Int
        /// What the caller was told to name it by.
        package var code: String?
    }

    /// The coming showings that are a caller's: those of their own number, and those that this call booked. The earliest
    /// comes first; ten at most.
    /// - Parameters:
    ///   - caller: the caller's own number, E.164; nil if they have none.
    ///   - now: what counts as now, in seconds since 1970 (UTC).
    /// - Throws: `PostgresError`.
    package static func coming(
        of caller: String?, call: String, tenant: String, after now: Int, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Coming] {
        let result = try await connection.query(
            mine,
            [.text(tenant), caller.map { .text($0) } ?? .null, .uuid(call), .timestamp(microseconds(now))])
        var showings: [Coming] = []
        for row in result.rows {
            showings.append(
                Coming(
                    id: try row.value("id"), address: try row.value("address"), starts: try row.value("starts"),
                    code: row["confirmation_code"]))
        }
        return showings
    }

    /// The showings of a listing in a span of time, each from its beginning to its end, in seconds since 1970 (UTC).
    /// - Throws: `PostgresError`.
    package static func taken(
        property: String, of tenant: String, from start: Int, to end: Int, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Range<Int>] {
        let result = try await connection.query(
            span,
            [.text(tenant), .text(property), .timestamp(microseconds(start)), .timestamp(microseconds(end))])
        var spans: [Range<Int>] = []
        for row in result.rows {
            let (starts, ends): (Int, Int) = (try row.value("starts"), try row.value("ends"))
            spans.append(starts..<max(starts, ends))
        }
        return spans
    }

    private static func microseconds(_ seconds: Int) -> Int64 { Int64(seconds) * 1_000_000 }

    private static func read(_ result: PostgresResult) throws(PostgresError) -> [Listing] {
        var listings: [Listing] = []
        for row in result.rows {
            listings.append(
                Listing(
                    id: try row.value("id"), address: try row.value("address"), city: try row.value("city"),
                    isActive: try row.value("is_active")))
        }
        return listings
    }

    private static let columns = "id, address, city, status = 'active' AS is_active"
    private static func addressed(_ number: Int) -> String {
        """
        tenant_id = $1 AND words @@ plainto_tsquery('simple', cora_plain($\(number)))
          AND to_tsvector('simple', cora_plain(address)) @@ plainto_tsquery('simple', cora_plain($\(number)))
        """
    }
    /// One statement for what is looked for one after the other; a step is not taken if the one before found any.
    private static let named = """
        WITH named AS MATERIALIZED (
          SELECT \(columns) FROM properties WHERE tenant_id = $1 AND id IN ($2, upper($2))
        ), whole AS MATERIALIZED (
          SELECT \(columns) FROM properties WHERE NOT EXISTS (SELECT FROM named) AND \(addressed(3))
          ORDER BY status <> 'active', address LIMIT 6
        ), part AS MATERIALIZED (
          SELECT \(columns) FROM properties
          WHERE NOT EXISTS (SELECT FROM named) AND NOT EXISTS (SELECT FROM whole) AND \(addressed(4))
          ORDER BY status <> 'active', address LIMIT 6
        )
        SELECT * FROM named UNION ALL SELECT * FROM whole UNION ALL SELECT * FROM part
        ORDER BY is_active DESC, address
        """
    private static let hold = "SELECT 1 FROM properties WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
    private static let isOfProperty =
        "tenant_id = $1 AND property_id = $2 AND status <> 'cancelled' AND tstzrange(starts_at, ends_at) && tstzrange($3, $4)"
    private static let cancel = "UPDATE showings SET status = 'cancelled' WHERE id = ANY ($1)"
    private static let isOwn = """
        status = 'booked' AND starts_at > $6 AND contact_phone = $5 AND ($8 OR call_id = $7)
        """
    private static let matters = """
        SELECT * FROM (
          SELECT id, contact_phone, confirmation_code, extract(epoch FROM starts_at)::int8 AS starts,
            starts_at = $3 AND status = 'booked' AS is_exact,
            tstzrange(starts_at, ends_at) && tstzrange($3, $4) AS is_overlapping, \(isOwn) AS is_own
          FROM showings WHERE tenant_id = $1 AND property_id = $2 AND status <> 'cancelled'
            AND (tstzrange(starts_at, ends_at) && tstzrange($3, $4) OR contact_phone = $5)
        ) AS entry WHERE is_overlapping OR is_own ORDER BY starts
        """
    private static let mine = """
        SELECT s.id, p.address, extract(epoch FROM s.starts_at)::int8 AS starts, s.confirmation_code
        FROM showings s JOIN properties p ON p.tenant_id = s.tenant_id AND p.id = s.property_id
        WHERE s.tenant_id = $1 AND (s.contact_phone = $2::text OR s.call_id = $3) AND s.status = 'booked'
          AND s.starts_at > $4
        ORDER BY s.starts_at LIMIT 10
        """
    private static let span = """
        SELECT extract(epoch FROM starts_at)::int8 AS starts, extract(epoch FROM ends_at)::int8 AS ends FROM showings
        WHERE \(isOfProperty) ORDER BY starts_at
        """
    private static let insert = """
        INSERT INTO showings (tenant_id, property_id, starts_at, ends_at, call_id, contact_name, contact_phone,
          contact_email, confirmation_code, replaces)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8::text, code, $10::uuid
        FROM unnest($9) WITH ORDINALITY AS given (code, place)
        WHERE NOT EXISTS (SELECT FROM showings AS s WHERE s.tenant_id = $1 AND s.confirmation_code = given.code)
        ORDER BY place LIMIT 1
        ON CONFLICT (tenant_id, confirmation_code) DO NOTHING RETURNING confirmation_code
        """
}
