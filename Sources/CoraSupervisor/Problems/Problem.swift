/// Something that is wrong now, in words.
package struct Problem: Codable, Sendable, Equatable {
    /// What it is, the same for every occurrence: `model_failing`, `database_down`, `tenant_flooding` …
    package var id: String
    /// `critical`: callers notice; `warning`: they will.
    package var severity: String
    /// What is wrong, in one sentence.
    package var words: String
    /// The tenant that it is about; null if it is about all.
    package var tenant: String?
    /// Since when.
    package var since: Int64
    /// The page of the runbook that helps: the id of a section of `Config/runbook.md`.
    package var runbook: String

    package init(
        id: String, severity: String, words: String, tenant: String? = nil, since: Int64, runbook: String
    ) {
        self.id = id
        self.severity = severity
        self.words = words
        self.tenant = tenant
        self.since = since
        self.runbook = runbook
    }
}
