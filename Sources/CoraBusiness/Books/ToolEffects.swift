package import CoraPostgres

/// Identifies what a tool is asked for in a call, so that a repeat is known as such.
package struct EffectKey: Sendable, Hashable {
    /// The call's id, a UUID.
    package var call: String
    /// The tenant's id.
    package var tenant: String
    /// The tool's name.
    package var tool: String
    /// SHA-256 of the arguments in canonical form, in hexadecimal.
    package var argumentsHash: String

    package init(call: String, tenant: String, tool: String, argumentsHash: String) {
        self.call = call
        self.tenant = tenant
        self.tool = tool
        self.argumentsHash = argumentsHash
    }
}

/// Carries out what a tool is asked for, unless it is what the tool did last in the call: the table `tool_effects`.
///
/// A repeat gets the stored answer. A caller who changes their mind and changes it back, from A to B to A, gets A: only
/// the latest effect counts, since an earlier one has been overwritten.
///
/// The key is written first, then the effect, then the answer, all in one transaction, which takes two round trips more
/// than the effect does. A repeat at the same moment
/// waits for the first run and gets its answer; so do other requests to the same tool of the same call, which are
/// carried out one after the other. If the first run fails, nothing of it stays, and the repeat carries the effect out.
package struct ToolEffects: Sendable {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Carries the effect out, unless it is the latest of the tool in the call.
    /// - Parameters:
    ///   - deadline: the longest wait for a connection.
    ///   - effect: writes, on the transaction's connection, and returns the answer as a JSON text.
    /// - Returns: the answer of the effect, of now or as stored.
    /// - Throws: what `effect` throws, `PostgresError`. Nothing was written then, unless the connection broke during
    ///   the commit: asked again, the answer is the stored one or a new one.
    package func latest(
        _ key: EffectKey, deadline: Duration = .seconds(1),
        _ effect: (PostgresConnection) async throws -> String
    ) async throws -> String {
        try await pool.withConnection(deadline: deadline) { connection in
            try await connection.transaction(Self.opening(key)) { connection, results in
                guard results.count == 2, let row = results[1].first else {
                    throw PostgresError(.protocol, "an effect has gone", table: "tool_effects")
                }
                // If the key is there already, its answer is the stored one.
                let stored: String = try row.value("result")
                guard results[0].count == 1 else { return PostgresEnding(stored) }
                let answer = try await effect(connection)
                return PostgresEnding(
                    answer, [PostgresStatement(Self.answer, Self.parameters(key) + [.json(answer)])])
            }
        }
    }

    private static func opening(_ key: EffectKey) -> [PostgresStatement] {
        [
            PostgresStatement("BEGIN"), PostgresStatement(claim, parameters(key)),
            PostgresStatement(stored, parameters(key)),
        ]
    }

    private static func parameters(_ key: EffectKey) -> [PostgresValue] {
        [.uuid(key.call), .text(key.tool), .text(key.argumentsHash), .text(key.tenant)]
    }

    /// Writes the key in place of the tool's latest one. No row comes back if it is the latest already. A run at the
    /// same moment holds the row until its transaction ends, and what it wrote is what this compares with.
    private static let claim = """
        INSERT INTO tool_effects AS e (call_id, tool, args_hash, tenant_id, result, is_latest)
        VALUES ($1, $2, $3, $4, 'null', true)
        ON CONFLICT (call_id, tool) WHERE is_latest
        DO UPDATE SET args_hash = excluded.args_hash, result = 'null', created_at = now()
        WHERE e.args_hash <> excluded.args_hash
        RETURNING call_id
        """
    private static let place = "call_id = $1 AND tool = $2 AND args_hash = $3 AND tenant_id = $4 AND is_latest"
    private static let stored = "SELECT result::text AS result FROM tool_effects WHERE \(place)"
    private static let answer = "UPDATE tool_effects SET result = $5 WHERE \(place)"
}
