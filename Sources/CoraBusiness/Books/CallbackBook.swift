package import CoraPostgres

/// Notes which callers are to be called back: the table `callbacks`.
package enum CallbackBook {
    /// A callback to be noted.
    package struct Request: Sendable, Equatable {
        /// The tenant's id.
        package var tenant: String
        /// The call's id, a UUID.
        package var call: String
        /// The number to call, in E.164.
        package var phone: String
        /// One of the reasons that the table accepts.
        package var reason: String
        /// What the caller said beyond the reason.
        package var notes: String?
        /// When to call, in seconds since 1970 (UTC); nil for as soon as possible.
        package var due: Int?
        /// The id of the showing that is to be cancelled, a UUID; nil if none is.
        package var showing: String?

        package init(
            tenant: String, call: String, phone: String, reason: String, notes: String?, due: Int?,
            showing: String? = nil
        ) {
            self.tenant = tenant
            self.call = call
            self.phone = phone
            self.reason = reason
            self.notes = notes
            self.due = due
            self.showing = showing
        }
    }

    /// What is in the book now.
    package struct Noted: Sendable, Equatable {
        /// Whether an earlier callback was changed.
        package var isChange: Bool
        /// When to call, in seconds since 1970 (UTC); nil for as soon as possible.
        package var due: Int?
    }

    /// Notes a callback. If the same call has asked for the same number, reason and showing before and that callback is
    /// still open, it is changed instead: what is given now replaces what was, what is nil now stays.
    /// - Throws: `PostgresError`.
    package static func note(
        _ request: Request, on connection: PostgresConnection
    ) async throws(PostgresError) -> Noted {
        let values: [PostgresValue] = [
            .text(request.tenant), .uuid(request.call), .text(request.phone), .text(request.reason),
            request.notes.map { .text($0) } ?? .null,
            request.due.map { .timestamp(Int64($0) * 1_000_000) } ?? .null, request.showing.map { .uuid($0) } ?? .null,
        ]
        guard let row = try await connection.query(changeOrInsert, values).first else {
            throw PostgresError(.protocol, "a callback was not written", table: "callbacks")
        }
        return Noted(isChange: try row.value("is_change"), due: try row.optional("due"))
    }

    private static let changeOrInsert = """
        WITH changed AS (
          UPDATE callbacks SET notes = coalesce($5::text, notes), due_at = coalesce($6::timestamptz, due_at)
          WHERE tenant_id = $1 AND call_id = $2 AND phone = $3 AND reason = $4 AND status = 'open'
            AND showing_id IS NOT DISTINCT FROM $7::uuid
          RETURNING due_at
        ), added AS (
          INSERT INTO callbacks (tenant_id, call_id, phone, reason, notes, due_at, showing_id)
          SELECT $1, $2, $3, $4, $5::text, $6::timestamptz, $7::uuid WHERE NOT EXISTS (SELECT FROM changed)
          RETURNING due_at
        )
        SELECT true AS is_change, extract(epoch FROM due_at)::int8 AS due FROM changed
        UNION ALL SELECT false, extract(epoch FROM due_at)::int8 FROM added
        """
}
