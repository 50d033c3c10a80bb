/// What one check found.
package struct Finding: Sendable, Equatable, Encodable {
    /// How bad it is.
    package enum Severity: String, Sendable, Equatable, Encodable {
        case ok
        /// Works, but not as it should.
        case warn
        /// Calls fail for it.
        case fail
    }

    /// What was looked at: `OpenAI key`.
    package var check: String
    /// How bad it is.
    package var severity: Severity
    /// What was found, in one sentence.
    package var what: String
    /// What to do about it; nil where there is nothing to do.
    package var fix: String?

    private init(_ check: String, _ severity: Severity, _ what: String, _ fix: String?) {
        self.check = check
        self.severity = severity
        self.what = what
        self.fix = fix
    }

    /// All is well.
    package static func ok(_ check: String, _ what: String) -> Finding { Finding(check, .ok, what, nil) }
    /// Worth doing something about.
    package static func warn(_ check: String, _ what: String, fix: String) -> Finding {
        Finding(check, .warn, what, fix)
    }
    /// Has to be put right.
    package static func fail(_ check: String, _ what: String, fix: String) -> Finding {
        Finding(check, .fail, what, fix)
    }
}
