/// Something that is wrong now, in words, as `GET /ops/stats` tells it.
package struct Problem: Codable, Sendable, Equatable {
    /// How bad it is.
    package enum Severity: String, OpsWord {
        /// Callers notice it.
        case critical
        /// Callers will notice it if it goes on.
        case warning

        /// A severity of a later build is read as a warning.
        package static var unknown: Severity { .warning }
    }

    /// The raw value of a `ProblemID`: `model_failing`, `database_down` … It is text, because a later build may send
    /// one that this build does not know.
    package private(set) var id: String
    /// How bad it is.
    package var severity: Severity
    /// What is wrong, in one sentence.
    package var words: String
    /// The id of the tenant it concerns; null if it concerns all.
    package var tenant: String?
    /// When it began, in milliseconds since 1970 (UTC).
    package var since: Int64
    /// The section of `Config/runbook.md` that helps.
    package var runbook: String

    /// A problem of a kind that this build knows; its runbook section has the kind's name.
    package init(_ kind: ProblemID, _ severity: Severity, _ words: String, tenant: String? = nil, since: Int64) {
        id = kind.rawValue
        self.severity = severity
        self.words = words
        self.tenant = tenant
        self.since = since
        runbook = kind.rawValue
    }
}
