import CoraCall
import CoraPostgres

/// Statements and mappings for the table `tenant_greetings`. Pure.
enum GreetingRows {
    /// How many greetings of a tenant are kept; those of former words, voices and models go in time.
    private static let mostOfTenant = 16

    /// Reads a text that changes whenever the table does, without reading any audio.
    static let digest = """
        SELECT count(*) || ':' || coalesce(sum(hashtextextended(
          concat_ws(chr(31), tenant_id, text, voice, model, extract(epoch FROM created_at)), 0)), 0) AS digest
        FROM tenant_greetings
        """

    private static let columns = "tenant_id, text, voice, model, extract(epoch FROM created_at)::text AS version"

    /// Reads all keys, the oldest first.
    static let all = "SELECT \(columns) FROM tenant_greetings ORDER BY created_at"

    /// Reads what `all` selects.
    static func keys(_ result: PostgresResult) throws(PostgresError) -> [(key: GreetingKey, version: String)] {
        var keys: [(GreetingKey, String)] = []
        for row in result.rows { keys.append((try key(row), try row.value("version"))) }
        return keys
    }

    /// Reads the recordings of some keys.
    static func audio(of keys: [GreetingKey]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT \(columns), audio FROM tenant_greetings
            WHERE (tenant_id, text, voice, model) IN (SELECT * FROM unnest($1, $2, $3, $4)) ORDER BY created_at
            """,
            [
                .textArray(keys.map(\.tenant)), .textArray(keys.map(\.text)), .textArray(keys.map(\.voice)),
                .textArray(keys.map(\.model)),
            ])
    }

    /// Reads what `audio` selects.
    static func recordings(
        _ result: PostgresResult
    ) throws(PostgresError) -> [(GreetingKey, String, GreetingRecording)] {
        var recordings: [(GreetingKey, String, GreetingRecording)] = []
        for row in result.rows {
            recordings.append(
                (try key(row), try row.value("version"), GreetingRecording(audio: try row.value("audio"))))
        }
        return recordings
    }

    /// Writes a recording, notifies the other instances, and deletes the tenant's oldest. Nothing is written for a
    /// tenant that is not in the database.
    static func keep(_ recording: GreetingRecording, for key: GreetingKey, channel: String) -> [PostgresStatement] {
        [
            PostgresStatement(
                """
                WITH kept AS (
                  INSERT INTO tenant_greetings (tenant_id, text, voice, model, audio)
                  SELECT id, $2, $3, $4, $5 FROM tenants WHERE id = $1
                  ON CONFLICT (tenant_id, voice, model, text) DO UPDATE SET audio = excluded.audio, created_at = now()
                  WHERE tenant_greetings.audio <> excluded.audio
                  RETURNING tenant_id
                )
                SELECT pg_notify($6, tenant_id) FROM kept
                """,
                [
                    .text(key.tenant), .text(key.text), .text(key.voice), .text(key.model), .bytes(recording.audio),
                    .text(channel),
                ]),
            PostgresStatement(
                """
                DELETE FROM tenant_greetings WHERE tenant_id = $1 AND (voice, model, text) NOT IN (
                  SELECT voice, model, text FROM tenant_greetings WHERE tenant_id = $1
                  ORDER BY created_at DESC LIMIT \(mostOfTenant))
                """, [.text(key.tenant)]),
        ]
    }

    private static func key(_ row: PostgresRow) throws(PostgresError) -> GreetingKey {
        GreetingKey(
            tenant: try row.value("tenant_id"), text: try row.value("text"), voice: try row.value("voice"),
            model: try row.value("model"))
    }
}
