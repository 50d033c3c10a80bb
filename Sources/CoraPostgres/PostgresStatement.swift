/// A statement with its parameters: `$1` is `parameters[0]`.
package struct PostgresStatement: Sendable, Equatable {
    /// The SQL, one statement.
    package var sql: String
    /// The values of `$1`, `$2`, ….
    package var parameters: [PostgresValue]

    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}

/// What a transaction comes to.
package struct PostgresEnding<Value> {
    /// What it returns.
    package var value: Value
    /// Its last statements, which go to the server with the COMMIT.
    package var statements: [PostgresStatement]

    package init(_ value: Value, _ statements: [PostgresStatement] = []) {
        self.value = value
        self.statements = statements
    }
}

/// A notification that another session sent with `NOTIFY`.
package struct PostgresNotification: Sendable, Equatable {
    /// The channel it was sent on.
    package var channel: String
    /// Its text; may be empty.
    package var payload: String

    package init(channel: String, payload: String) {
        self.channel = channel
        self.payload = payload
    }
}
