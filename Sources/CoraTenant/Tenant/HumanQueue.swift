/// The people a caller can be put through to, as `transfer_to_human` names them.
package enum HumanQueue: String, Sendable, Hashable, CaseIterable {
    /// The person whose phone it is.
    case primaryAgent = "primary_agent"
    /// The person who answers when the business is closed.
    case afterHours = "after_hours"
    /// A person who speaks Spanish.
    case spanishLine = "spanish_line"
}
