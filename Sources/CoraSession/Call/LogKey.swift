import Logging

/// The keys of what a call logs. Words that callers or the agent said go under `pii` keys only.
package enum LogKey {
    /// The carrier's id of the call.
    package static let call = "cora.call.sid"
    /// The tenant's id.
    package static let tenant = "cora.tenant"
    /// Who calls.
    package static let caller = "cora.pii.caller"
    /// Why something happened.
    package static let reason = "cora.reason"
    /// What was said.
    package static let text = "cora.pii.text"
    /// A number of milliseconds.
    package static let milliseconds = "cora.ms"
    /// A tool's name.
    package static let tool = "cora.tool"
    /// A count.
    package static let count = "cora.count"
}
