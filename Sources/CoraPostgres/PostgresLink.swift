import CLibPQ
import Logging

/// One libpq connection. Only the thread that owns it may use it; every wait is a `poll(2)` with an end.
final class PostgresLink {
    private let connection: OpaquePointer
    private let thread: PostgresThread
    private let notices: NoticeSink

    /// Starts to connect.
    /// - Throws: `connectFailed`.
    init(_ conninfo: String, thread: PostgresThread, logger: Logger) throws(PostgresError) {
        guard let connection = Self.start(conninfo) else {
            throw PostgresError(.connectFailed, "out of memory")
        }
        self.connection = connection
        self.thread = thread
        notices = NoticeSink(logger: logger)
        // The code of a refused connection is only in the verbose message (libpq has no accessor for it).
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        PQsetNoticeProcessor(connection, NoticeSink.process, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit {
        PQfinish(connection)
    }

    /// Starts to connect. Later keywords win: what stands before the conninfo is a default, what stands behind it is
    /// fixed.
    private static func start(_ conninfo: String) -> OpaquePointer? {
        let options: [(String, String)] = [
            ("fallback_application_name", "cora"),
            // A server that is gone without a word is noticed in a minute instead of two hours.
            ("keepalives_idle", "20"), ("keepalives_interval", "10"), ("keepalives_count", "4"),
            ("tcp_user_timeout", "60000"),
            ("dbname", conninfo),
            ("client_encoding", "UTF8"),
        ]
        return withCStrings(options.map(\.0)) { names in
            withCStrings(options.map(\.1)) { values in PQconnectStartParams(names, values, 1) }
        }
    }

    /// Waits until the server has let us in.
    /// - Throws: `connectFailed`, `timeout`, `cancelled`.
    func connect(_ patience: PostgresPatience) throws(PostgresError) {
        guard PQstatus(connection) != CONNECTION_BAD else { throw connectFailure() }
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            guard step != PGRES_POLLING_FAILED else { throw connectFailure() }
            try sleep(canWrite: step == PGRES_POLLING_WRITING, canRead: step == PGRES_POLLING_READING, patience)
            step = PQconnectPoll(connection)
        }
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        guard PQsetnonblocking(connection, 1) == 0 else { throw connectFailure() }
    }

    /// The socket, to be watched while idle.
    var socket: Int32 { PQsocket(connection) }

    /// Whether the connection still stands, as far as libpq knows.
    var isOpen: Bool { PQstatus(connection) == CONNECTION_OK }

    /// Whether a statement was begun and not finished.
    var isMidStatement: Bool { PQtransactionStatus(connection) == PQTRANS_ACTIVE }

    /// Whether a transaction is open, or may be.
    var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }

    /// The process id of the server, as told when connecting; behind a pooler, any number.
    var serverID: Int32 { PQbackendPID(connection) }

    /// Runs one statement.
    func query(_ statement: PostgresStatement, _ patience: PostgresPatience) throws(PostgresError) -> PostgresResult {
        try send(Prepared(statement))
        return try PostgresReply.last(of: results(patience))
    }

    /// Runs several statements of the simple protocol.
    func script(_ sql: String, _ patience: PostgresPatience) throws(PostgresError) {
        try Prepared.check(sql: sql)
        guard PQsendQuery(connection, sql) == 1 else { throw lost() }
        _ = try PostgresReply.last(of: results(patience))
    }

    /// Runs statements in pipeline mode, as one transaction (PostgreSQL manual, 34.5).
    func batch(
        _ statements: [PostgresStatement], _ patience: PostgresPatience
    ) throws(PostgresError) -> [PostgresResult] {
        var prepared: [Prepared] = []
        for statement in statements { prepared.append(try Prepared(statement)) }
        guard PQenterPipelineMode(connection) == 1 else { throw lost() }
        for statement in prepared { try send(statement) }
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        var answers: [PostgresResult] = []
        var failure: PostgresError?
        while true {
            guard let reply = try result(patience) else {
                guard isOpen else { throw failure ?? lost() }
                continue
            }
            if reply.isPipelineSync { break }
            do throws(PostgresError) {
                answers.append(try reply.answer())
            } catch {
                // The first error is the cause; the statements behind it were only skipped.
                if failure == nil {
                    failure = error
                    failure?.statement = answers.count
                }
            }
            guard isOpen else { throw failure ?? lost() }
        }
        guard PQexitPipelineMode(connection) == 1 else { throw lost() }
        if let failure { throw failure }
        return answers
    }

    /// Copies lines into a table.
    /// - Returns: how many rows the server took.
    func copyIn(_ sql: String, _ lines: [UInt8], _ patience: PostgresPatience) throws(PostgresError) -> Int {
        try Prepared.check(sql: sql)
        guard PQsendQuery(connection, sql) == 1 else { throw lost() }
        guard let reply = try result(patience) else { throw lost() }
        guard reply.isCopyIn else {
            _ = try results(patience)
            _ = try reply.answer()
            throw PostgresError(.protocol, "not a COPY ... FROM STDIN")
        }
        var sent = 0
        while sent < lines.count {
            let chunk = min(lines.count - sent, 65_536)
            let taken = lines.withUnsafeBytes { buffer in
                PQputCopyData(
                    connection, buffer.baseAddress?.advanced(by: sent).assumingMemoryBound(to: CChar.self),
                    Int32(chunk))
            }
            guard taken >= 0 else { throw lost() }
            if taken > 0 { sent += chunk }
            try flush(patience)
        }
        guard PQputCopyEnd(connection, nil) >= 0 else { throw lost() }
        return try PostgresReply.last(of: results(patience)).affected
    }

    /// Reads on to the end of a statement, script, pipeline or copy whose caller no longer waits for it.
    /// - Returns: whether it is at its end.
    func finish(_ patience: PostgresPatience) -> Bool {
        let isPipeline = PQpipelineStatus(connection) != PQ_PIPELINE_OFF
        while isOpen {
            let reply: PostgresReply?
            do throws(PostgresError) { reply = try result(patience) } catch { return false }
            guard let reply else {
                // In a pipeline, this is only the end of one of its statements.
                if isPipeline { continue }
                return isOpen
            }
            if reply.isPipelineSync { return PQexitPipelineMode(connection) == 1 }
            guard reply.isCopy else { continue }
            guard reply.isCopyIn, PQputCopyEnd(connection, "nobody waits for it any more") == 1 else { return false }
        }
        return false
    }

    /// Asks the server to stop the statement under way; nil if there is nothing to ask.
    func cancel() -> PostgresCancel? {
        let thread = thread
        return PostgresCancel.send(for: connection) { thread.interrupt() }
    }

    /// Waits until a cancel request can meet no later statement of this connection. None must be under way.
    /// - Returns: false if that was not sure in time.
    func outlast(_ cancel: PostgresCancel, _ patience: PostgresPatience) -> Bool {
        while !cancel.hasReturned {
            guard patience.isOver == nil else { return false }
            _ = thread.sleep(for: nil, canRead: false, canWrite: false, milliseconds: patience.milliseconds)
        }
        // The server has sent the signal by now, and heeds it before it reads this.
        for _ in 0..<2 {
            do throws(PostgresError) {
                _ = try query(PostgresStatement("SELECT 1"), patience)
                return true
            } catch {
                // query_canceled, and the statement of a transaction that was cancelled.
                guard error.sqlState == "57014" || error.sqlState == "25P02" else { return false }
                if error.sqlState == "25P02" { return true }
            }
        }
        return false
    }

    /// Takes in the notifications that arrived while idle.
    /// - Throws: `connectionLost`.
    func notifications() throws(PostgresError) -> [PostgresNotification] {
        guard PQconsumeInput(connection) == 1, isOpen else { throw lost() }
        var all: [PostgresNotification] = []
        while let notification = PQnotifies(connection) {
            all.append(
                PostgresNotification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
        return all
    }

    /// An identifier between quotation marks, as SQL wants it.
    static func quoted(identifier: String) -> String {
        "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

// MARK: - Sending and waiting

extension PostgresLink {
    /// A statement that was checked and can be sent.
    private struct Prepared {
        var sql: String
        var parameters: PostgresParameters

        init(_ statement: PostgresStatement) throws(PostgresError) {
            try Self.check(sql: statement.sql)
            guard statement.parameters.count <= Int(UInt16.max) else {
                throw PostgresError(.protocol, "\(statement.parameters.count) parameters, of 65535 at most")
            }
            sql = statement.sql
            parameters = PostgresParameters(statement.parameters)
        }

        /// Refuses SQL that contains a NUL: it is handed over as a C string, which would end there.
        static func check(sql: String) throws(PostgresError) {
            if sql.utf8.contains(0) { throw PostgresError(.protocol, "the SQL has a NUL in it") }
        }
    }

    private func send(_ statement: Prepared) throws(PostgresError) {
        let types = statement.parameters.types
        let sent = statement.parameters.withPointers { values in
            PQsendQueryParams(connection, statement.sql, Int32(values.count), types, values, nil, nil, 0)
        }
        guard sent == 1 else { throw lost() }
    }

    /// Every result up to the end of the statement or script.
    private func results(_ patience: PostgresPatience) throws(PostgresError) -> [PostgresReply] {
        var all: [PostgresReply] = []
        while let reply = try result(patience) {
            // libpq would return this result for ever.
            if reply.isCopy { throw PostgresError(.protocol, "COPY belongs into copyIn") }
            all.append(reply)
        }
        return all
    }

    /// The next result, nil at the end of a statement's results.
    private func result(_ patience: PostgresPatience) throws(PostgresError) -> PostgresReply? {
        while true {
            // On a broken connection libpq still returns the server's last words, but not if it is asked to flush.
            let unsent = isOpen ? PQflush(connection) : 0
            guard unsent >= 0 || !isOpen else { throw lost() }
            if !isOpen || (unsent == 0 && PQisBusy(connection) == 0) {
                return PQgetResult(connection).map { PostgresReply($0) }
            }
            try sleepThroughStatement(canWrite: unsent == 1, patience)
        }
    }

    private func flush(_ patience: PostgresPatience) throws(PostgresError) {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw lost() }
            if unsent == 0 { return }
            try sleepThroughStatement(canWrite: true, patience)
        }
    }

    /// Sleeps until the server sends more.
    /// - Throws: `timeout`, `cancelled`; the statement goes on then (see `finish`).
    private func sleepThroughStatement(canWrite: Bool, _ patience: PostgresPatience) throws(PostgresError) {
        try sleep(canWrite: canWrite, canRead: true, patience)
        // The next result reports a failure of this, with the server's last words if there were any.
        _ = PQconsumeInput(connection)
    }

    private func sleep(canWrite: Bool, canRead: Bool, _ patience: PostgresPatience) throws(PostgresError) {
        while true {
            if let reason = patience.isOver { throw reason }
            let cause = thread.sleep(
                for: socket, canRead: canRead, canWrite: canWrite, milliseconds: patience.milliseconds)
            if cause == .socket { return }
        }
    }
}

// MARK: - Errors

extension PostgresLink {
    private var message: String {
        String(cString: PQerrorMessage(connection)).trimmedOfLines
    }

    private func lost() -> PostgresError {
        PostgresError(.connectionLost, message.isEmpty ? "the connection to PostgreSQL was lost" : message)
    }

    private func connectFailure() -> PostgresError {
        let verbose = message
        // 28P01: libpq itself gives up for want of a password, without asking the server.
        let code = PQconnectionNeedsPassword(connection) == 1 ? "28P01" : Self.sqlState(in: verbose)
        let lines = verbose.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
        let hint = PostgresMisfit.hint(for: verbose)
        return PostgresError(
            hint == nil ? .connectFailed : .misfit, lines.joined(separator: "; "), sqlState: code, hint: hint)
    }

    /// The code in a verbose message such as `FATAL:  53300: …`.
    private static func sqlState(in message: String) -> String? {
        message.split(separator: " ").lazy
            .filter { $0.utf8.count == 6 && $0.last == ":" }
            .map { $0.dropLast() }
            .first {
                $0.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
                    && $0.contains(where: \.isNumber)
            }
            .map(String.init)
    }
}

/// Lends Swift strings to C as a NULL-terminated list.
private func withCStrings<Value>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Value
) -> Value {
    let all = strings.map { ContiguousArray($0.utf8CString) }
    func lend(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> Value {
        guard index < all.count else { return body(pointers + [nil]) }
        return all[index].withUnsafeBufferPointer { lend(index + 1, pointers + [$0.baseAddress]) }
    }
    return lend(0, [])
}

extension String {
    fileprivate var trimmedOfLines: String {
        var text = self[...]
        while let last = text.last, last.isNewline || last == " " { text.removeLast() }
        return String(text)
    }
}
