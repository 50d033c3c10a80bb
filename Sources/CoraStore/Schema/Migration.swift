/// One step of the schema: SQL that is applied once, in order, and never changed afterwards.
package struct Migration: Sendable, Equatable {
    /// Its place in the order, from 1.
    package let version: Int
    /// A word that names the step.
    package let name: String
    /// The SQL statements. They run in the transaction that also records the step.
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Every migration of this program, in order.
    package static let all: [Migration] = [
        .calls, .callDetails, .tenants, .properties, .business, .callUsage, .privacy, .claims, .ownTools, .tools,
        .callStreams, .transferSteps, .callsEnded, .accessTokens, .analytics, .limits, .usageInstance, .unknownOutcome,
        .phrases, .recordings, .places, .changes, .webLine, .listingWords, .webDirect, .channel, .noJIT, .givenWords,
    ]

    /// FNV-1a, 64 bits, of the SQL, in hexadecimal: shows whether a migration was edited after it was applied.
    package var checksum: String {
        let hash = sql.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
