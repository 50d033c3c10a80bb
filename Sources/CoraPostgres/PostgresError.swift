/// What went wrong between this process and PostgreSQL.
package struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, which decides what a caller can do about it.
    package enum Code: Sendable, Equatable {
        /// The server could not be reached, or did not let us in.
        case connectFailed
        /// The connection string does not suit the server: a certificate that proves another server, a setting that a
        /// pooler refuses. Waiting does not help; `hint` says what does.
        case misfit
        /// The connection broke. The statement under way may or may not have been committed.
        case connectionLost
        /// The server refused a statement; `sqlState` says why.
        case server
        /// The deadline passed. The server was asked to cancel the statement under way.
        case timeout
        /// The task was cancelled. The statement under way may still take effect: it goes on
        /// to its end, and is cancelled only if that takes long.
        case cancelled
        /// We closed the connection or the pool.
        case closed
        /// Every connection is in use and the queue for them is full.
        case busy
        /// The answer is not what was asked for: a missing column, a NULL, text that is not of the type.
        case `protocol`
    }

    /// The kind of failure.
    package var code: Code
    /// The server's five-character code (PostgreSQL manual, appendix A); nil if the server sent none.
    package var sqlState: String?
    /// The server's words, or ours. They can quote values, never the password.
    package var message: String
    /// The server's details, if it sent any.
    package var detail: String?
    /// The server's hint, if it sent one.
    package var hint: String?
    /// The constraint that was broken.
    package var constraint: String?
    /// The table concerned.
    package var table: String?
    /// The column concerned.
    package var column: String?
    /// Which statement of a batch was refused, from 0.
    package var statement: Int?

    package init(
        _ code: Code, _ message: String, sqlState: String? = nil, detail: String? = nil, hint: String? = nil,
        constraint: String? = nil, table: String? = nil, column: String? = nil, statement: Int? = nil
    ) {
        self.code = code
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.table = table
        self.column = column
        self.statement = statement
    }

    /// Whether the same statement may succeed later without anyone changing it: the server is away, full, read-only or
    /// short of room, or another transaction was in the way.
    package var isTransient: Bool {
        switch code {
        case .connectionLost, .timeout, .busy: true
        case .connectFailed, .server: sqlState.map(Self.isTransient(sqlState:)) ?? (code == .connectFailed)
        case .misfit, .cancelled, .closed, .protocol: false
        }
    }

    /// Whether the server refused the row or statement for what it is, and always will.
    package var isRefusal: Bool {
        code == .server && !isTransient
    }

    /// Whether a code speaks of the server's condition rather than the statement (PostgreSQL manual, appendix A).
    private static func isTransient(sqlState: String) -> Bool {
        switch sqlState.prefix(2) {
        // Connection exceptions, insufficient resources, system errors.
        case "08", "53", "58": true
        default:
            [
                "25006",  // read_only_sql_transaction: a standby, or a primary that was made one
                "40001", "40P01",  // serialization_failure, deadlock_detected
                "55P03",  // lock_not_available
                "57P01", "57P02", "57P03", "57P05",  // shutdown, crash, starting up, idle session time-out
                "57014",  // query_canceled, by the server's own time-out
                "25P03",  // idle_in_transaction_session_timeout
            ].contains(sqlState)
        }
    }

    package var description: String {
        var text = sqlState.map { "\($0): \(message)" } ?? message
        if let statement { text += " (statement \(statement))" }
        if let constraint { text += " (constraint \(constraint))" }
        if let detail { text += "; \(detail)" }
        if let hint { text += "; hint: \(hint)" }
        return text
    }
}
