/// What one check found.
package struct Finding: Sendable, Equatable, Encodable {
    /// How bad it is.
    package enum Severity: String, Sendable, Equatable, Encodable {
        case ok
        /// It works, but not as it should.
        case warn
        /// Calls fail because of it.
        case fail
    }

    /// What was checked: `OpenAI key`.
    package var check: String
    /// How bad it is.
    package var severity: Severity
    /// What was found, in one sentence.
    package var what: String
    /// What to do about it; nil if there is nothing to do.
    package var fix: String?

    private init(_ check: String, _ severity: Severity, _ what: String, _ fix: String?) {
        self.check = check
        self.severity = severity
        self.what = what
        self.fix = fix
    }

    /// A finding that all is well.
    package static func ok(_ check: String, _ what: String) -> Finding { Finding(check, .ok, what, nil) }
    /// A finding that is worth doing something about.
    package static func warn(_ check: String, _ what: String, fix: String) -> Finding {
        Finding(check, .warn, what, fix)
    }
    /// A finding that must be put right.
    package static func fail(_ check: String, _ what: String, fix: String) -> Finding {
        Finding(check, .fail, what, fix)
    }
}
