/// Why the outbox cannot keep rows.
package struct OutboxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure.
    package enum Code: String, Sendable, Equatable {
        /// The folder cannot be made or written into.
        case unwritable
        /// There is less room on the disk than the outbox must be able to fill.
        case diskFull = "disk_full"
        /// Another process has the outbox open.
        case inUse = "in_use"
        /// The file is not an outbox, or is damaged.
        case damaged
        /// The outbox was closed.
        case closed
    }

    /// The kind of failure.
    package var code: Code
    /// What happened, and where, for the person who has to mend it.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
