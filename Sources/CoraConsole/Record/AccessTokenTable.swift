package import CoraBusiness
import CoraPostgres

/// Tokens as text for a terminal.
package enum AccessTokenTable {
    /// A line a token: the beginning of its id, whose, made and used when (UTC), whether it is good, for whom.
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

    /// `2026-11-25 09:30`.
    private static func minute(_ time: PostgresTimestamp) -> String { String(time.text.prefix(16)) }
}
