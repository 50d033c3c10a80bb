package import CoraPostgres

/// What the database keeps of an access token; not the token itself.
package struct StoredAccessToken: Sendable, Equatable {
    /// The id of its row, a UUID.
    package var id: String
    /// The tenant whose analytics it shows.
    package var tenant: String
    /// The person or program it was given to.
    package var label: String
    /// When it was made.
    package var createdAt: PostgresTimestamp
    /// When it was last used, to the minute; nil if never.
    package var lastUsedAt: PostgresTimestamp?
    /// When it was revoked; nil if it is good.
    package var revokedAt: PostgresTimestamp?

    package init(
        id: String, tenant: String, label: String, createdAt: PostgresTimestamp,
        lastUsedAt: PostgresTimestamp? = nil, revokedAt: PostgresTimestamp? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.label = label
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }
}

/// Reads and writes the table `access_tokens`.
package struct AccessTokenStore: Sendable {
    /// The result of revoking a token.
    package enum Revocation: Sendable, Equatable {
        /// The token is revoked, now or already before.
        case revoked(StoredAccessToken)
        /// No token's id begins with the text.
        case none
        /// Several tokens' ids begin with the text; some of these ids.
        case several([String])
    }

    /// A token that is good, by its hash.
    package struct Good: Sendable, Equatable {
        /// The id of its row, a UUID.
        package var id: String
        /// The tenant whose analytics it shows.
        package var tenant: String
        /// SHA-256 of the token, in lower-case hexadecimal.
        package var sha256: String

        package init(id: String, tenant: String, sha256: String) {
            self.id = id
            self.tenant = tenant
            self.sha256 = sha256
        }
    }

    /// The most tokens that are read.
    private static let most: Int64 = 10_000

    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Keeps a token's hash.
    /// - Parameters:
    ///   - sha256: SHA-256 of the token, in lower-case hexadecimal.
    ///   - label: the person or program it is for, 200 characters at most.
    /// - Throws: `PostgresError`; its `sqlState` is 23503 if there is no such tenant.
    package func add(
        sha256: String, tenant: String, label: String
    ) async throws(PostgresError) -> StoredAccessToken {
        let result = try await pool.query(
            "INSERT INTO access_tokens (tenant_id, sha256, label) VALUES ($1, $2, $3) RETURNING \(Self.columns)",
            [.text(tenant), .text(sha256), .text(label)])
        guard let row = result.first else { throw PostgresError(.protocol, "a token was not written") }
        return try StoredAccessToken(row)
    }

    /// Every token, revoked ones included, by tenant, the oldest first.
    /// - Throws: `PostgresError`.
    package func list() async throws(PostgresError) -> [StoredAccessToken] {
        let result = try await pool.query(
            "SELECT \(Self.columns) FROM access_tokens ORDER BY tenant_id, created_at, id LIMIT $1", [.int(Self.most)])
        var tokens: [StoredAccessToken] = []
        for row in result.rows { tokens.append(try StoredAccessToken(row)) }
        return tokens
    }

    /// Revokes a token, by its id or enough of the id's beginning.
    /// - Throws: `PostgresError`.
    package func revoke(_ id: String) async throws(PostgresError) -> Revocation {
        guard !id.isEmpty else { return .none }
        let found = try await pool.query(
            "SELECT id FROM access_tokens WHERE starts_with(id::text, lower($1)) ORDER BY id LIMIT 5", [.text(id)]
        ).rows.compactMap { $0["id"] }
        guard found.count < 2 else { return .several(found) }
        guard let only = found.first else { return .none }
        let result = try await pool.query(
            """
            UPDATE access_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING \(Self.columns)
            """, [.uuid(only)])
        guard let row = result.first else { return .none }
        return .revoked(try StoredAccessToken(row))
    }

    /// Every token that is good.
    /// - Throws: `PostgresError`.
    package func good() async throws(PostgresError) -> [Good] {
        let result = try await pool.query(
            "SELECT id, tenant_id, sha256 FROM access_tokens WHERE revoked_at IS NULL LIMIT $1", [.int(Self.most)],
            timeout: .seconds(3), deadline: .seconds(2))
        var tokens: [Good] = []
        for row in result.rows {
            tokens.append(
                Good(
                    id: try row.value("id"), tenant: try row.value("tenant_id"), sha256: try row.value("sha256")))
        }
        return tokens
    }

    /// Notes that a token was used, unless that was noted within the last minute.
    /// - Throws: `PostgresError`.
    package func used(_ id: String) async throws(PostgresError) {
        _ = try await pool.query(
            """
            UPDATE access_tokens SET last_used_at = now()
            WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - INTERVAL '1 minute')
            """, [.uuid(id)], timeout: .seconds(3), deadline: .seconds(2))
    }

    private static let columns = "id, tenant_id, label, created_at, last_used_at, revoked_at"
}

extension StoredAccessToken {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            id: try row.value("id"), tenant: try row.value("tenant_id"), label: try row.value("label"),
            createdAt: try row.value("created_at"), lastUsedAt: try row.optional("last_used_at"),
            revokedAt: try row.optional("revoked_at"))
    }
}
