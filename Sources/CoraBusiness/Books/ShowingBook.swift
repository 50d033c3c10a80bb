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

        package init(
            tenant: String, property: String, call: String, starts: Int, ends: Int, name: String, phone: String,
            email: String?
        ) {
            self.tenant = tenant
            self.property = property
            self.call = call
            self.starts = starts
            self.ends = ends
            self.name = name
            self.phone = phone
            self.email = email
        }
    }

    /// The result of booking.
    package enum Booking: Sendable, Equatable {
        /// The showing is in the book, under this code.
        case booked(code: String)
        /// The same person already has a showing of the listing at that very time.
        case alreadyBooked(code: String)
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
        let byID = try read(await connection.query(named, [.text(tenant), .text(text)]))
        if !byID.isEmpty { return byID }
        let words = text.split { $0 == " " || $0 == "," }
        for part in [words[...], words.prefix(2)] where part.count > 1 {
            let phrase = part.joined(separator: " ")
            let found = try read(await connection.query(addressed, [.text(tenant), .text(phrase)]))
            if !found.isEmpty { return found }
        }
        return []
    }

    /// Books a showing. The listing's row is locked until the transaction ends, so that of several visitors who want
    /// the same time, one after the other is checked.
    /// - Parameter codes: booking codes to try, each once.
    /// - Throws: `PostgresError`.
    package static func book(
        _ request: Request, codes: [String], on connection: PostgresConnection
    ) async throws(PostgresError) -> Booking {
        let place: [PostgresValue] = [.text(request.tenant), .text(request.property)]
        _ = try await connection.query(hold, place)
        let span = place + [.timestamp(microseconds(request.starts)), .timestamp(microseconds(request.ends))]
        let overlapping = try await connection.query(overlap, span)
        for row in overlapping.rows {
            let code = row["confirmation_code"]
            let isExact: Bool = try row.value("is_exact")
            if isExact, row["contact_phone"] == request.phone, let code { return .alreadyBooked(code: code) }
        }
        if overlapping.count > 0 { return .taken }
        for code in codes {
            let values: [PostgresValue] = [
                .uuid(request.call), .text(request.name), .text(request.phone),
                request.email.map { .text($0) } ?? .null, .text(code),
            ]
            if try await connection.query(insert, span + values).count == 1 { return .booked(code: code) }
        }
        return .outOfCodes
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

    private static let select = "SELECT id, address, city, status = 'active' AS is_active FROM properties"
    private static let named = select + " WHERE tenant_id = $1 AND id IN ($2, upper($2))"
    private static let addressed =
        select + """
             WHERE tenant_id = $1 AND words @@ plainto_tsquery('simple', cora_plain($2))
               AND to_tsvector('simple', cora_plain(address)) @@ plainto_tsquery('simple', cora_plain($2))
            ORDER BY status <> 'active', address LIMIT 6
            """
    private static let hold = "SELECT 1 FROM properties WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
    private static let isOfProperty =
        "tenant_id = $1 AND property_id = $2 AND status <> 'cancelled' AND tstzrange(starts_at, ends_at) && tstzrange($3, $4)"
    private static let overlap = """
        SELECT contact_phone, confirmation_code, starts_at = $3 AND status = 'booked' AS is_exact FROM showings
        WHERE \(isOfProperty)
        """
    private static let span = """
        SELECT extract(epoch FROM starts_at)::int8 AS starts, extract(epoch FROM ends_at)::int8 AS ends FROM showings
        WHERE \(isOfProperty) ORDER BY starts_at
        """
    private static let insert = """
        INSERT INTO showings (tenant_id, property_id, starts_at, ends_at, call_id, contact_name, contact_phone,
          contact_email, confirmation_code)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (tenant_id, confirmation_code) DO NOTHING RETURNING id
        """
}
