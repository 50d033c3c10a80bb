package import CoraBusiness
import CoraPostgres

/// Access tokens as text for a terminal.
package enum AccessTokenTable {
    /// The tokens, one a line: the beginning of the id, the tenant, when it was made and last used (UTC), whether it is
    /// good, and its note.
    package static func render(_ tokens: [StoredAccessToken]) -> String {
        guard !tokens.isEmpty else { return "No tokens." }
        let rows = [["ID", "TENANT", "MADE", "LAST USED", "STATE", "LABEL"]] + tokens.map(row)
        let widths = (0..<5).map { column in rows.map { TerminalText.width($0[column]) }.max() ?? 0 }
        return rows.map { cells in
            var line = zip(cells, widths).map { TerminalText.padded($0, $1) }.joined(separator: "  ") + "  " + cells[5]
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    private static func row(_ token: StoredAccessToken) -> [String] {
        [
            String(token.id.prefix(8)), TerminalText.clean(token.tenant), minute(token.createdAt),
            token.lastUsedAt.map(minute) ?? "never", token.revokedAt.map { "revoked \(minute($0))" } ?? "good",
            TerminalText.clean(token.label),
        ]
    }

    /// A time such as `2026-11-25 09:30`, in UTC.
    private static func minute(_ time: PostgresTimestamp) -> String { String(time.text.prefix(16)) }
}
