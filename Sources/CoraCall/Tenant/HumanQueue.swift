/// Who a caller can be put through to, as `transfer_to_human` names them.
package enum HumanQueue: String, Sendable, Hashable, CaseIterable {
    /// The person whose phone it is.
    case primaryAgent = "primary_agent"
    /// Whoever answers when the business is closed.
    case afterHours = "after_hours"
    /// Somebody who speaks Spanish.
    case spanishLine = "spanish_line"
}
