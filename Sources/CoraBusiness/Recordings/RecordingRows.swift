import CoraCall
import CoraPostgres
import CoraTenant

/// Statements and mappings for the table `recordings`. Pure.
enum RecordingRows {
    /// Reads a text that changes whenever a recording does, without reading any audio.
    static let digest = """
        SELECT count(*) || ':' || coalesce(sum(hashtextextended(
          concat_ws(chr(31), text, voice, model, format, extract(epoch FROM created_at)), 0)), 0) AS digest
        FROM recordings
        """

    private static let columns = "text, voice, model, format, extract(epoch FROM created_at)::text AS version"
    private static let isListed = "(text, voice, model, format) IN (SELECT * FROM unnest($1, $2, $3, $4))"

    /// Reads all keys, those that no setting has named for longest first: they are the first to be evicted.
    static let all = "SELECT \(columns) FROM recordings ORDER BY needed_at, created_at"

    /// Reads what `all` selects. A recording of a format that this build does not know is left out.
    static func keys(_ result: PostgresResult) throws(PostgresError) -> [(key: RecordingKey, version: String)] {
        var keys: [(RecordingKey, String)] = []
        for row in result.rows {
            if let key = try key(row) { keys.append((key, try row.value("version"))) }
        }
        return keys
    }

    /// Reads the recordings of some keys.
    static func audio(of keys: [RecordingKey]) -> PostgresStatement {
        PostgresStatement(
            "SELECT \(columns), audio FROM recordings WHERE \(isListed) ORDER BY needed_at, created_at", list(keys))
    }

    /// Reads what `audio` selects.
    static func recordings(_ result: PostgresResult) throws(PostgresError) -> [(RecordingKey, String, Recording)] {
        var recordings: [(RecordingKey, String, Recording)] = []
        for row in result.rows {
            guard let key = try key(row) else { continue }
            recordings.append((key, try row.value("version"), Recording(audio: try row.value("audio"))))
        }
        return recordings
    }

    /// Writes a recording, and notifies the other instances.
    static func keep(_ recording: Recording, for key: RecordingKey, channel: String) -> PostgresStatement {
        PostgresStatement(
            """
            WITH kept AS (
              INSERT INTO recordings (text, voice, model, format, audio) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (voice, model, format, text)
              DO UPDATE SET audio = excluded.audio, created_at = now(), needed_at = now()
              WHERE recordings.audio <> excluded.audio
              RETURNING voice
            )
            SELECT pg_notify($6, voice) FROM kept
            """,
            [
                .text(key.text), .text(key.voice), .text(key.model), .text(key.format.rawValue),
                .bytes(recording.audio), .text(channel),
            ])
    }

    /// Marks the recordings that this instance's settings name, and then deletes those that no instance has named for
    /// a month.
    static func tend(_ needed: [RecordingKey]) -> [PostgresStatement] {
        [
            PostgresStatement(
                "UPDATE recordings SET needed_at = now() WHERE \(isListed) AND needed_at < now() - interval '1 hour'",
                list(needed)),
            PostgresStatement("DELETE FROM recordings WHERE needed_at < now() - interval '30 days'", []),
        ]
    }

    private static func list(_ keys: [RecordingKey]) -> [PostgresValue] {
        [
            .textArray(keys.map(\.text)), .textArray(keys.map(\.voice)), .textArray(keys.map(\.model)),
            .textArray(keys.map(\.format.rawValue)),
        ]
    }

    private static func key(_ row: PostgresRow) throws(PostgresError) -> RecordingKey? {
        guard let format = AudioEncoding(rawValue: try row.value("format")) else { return nil }
        return RecordingKey(
            text: try row.value("text"), voice: try row.value("voice"), model: try row.value("model"), format: format)
    }
}
