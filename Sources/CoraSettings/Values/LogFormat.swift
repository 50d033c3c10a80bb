/// The form of log lines.
package enum LogFormat: String, Sendable, CaseIterable {
    /// Aligned text.
    case human
    /// One JSON object a line.
    case json
}

/// How much of callers the log hides.
package enum LogPrivacy: String, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// What callers and the agent said, and what tools were told and answered.
    case speech
    /// All of `speech`, and callers' names and numbers.
    case all
}
