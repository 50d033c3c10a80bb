package import Logging
import Synchronization

/// One connection to PostgreSQL. Its jobs run on a thread of its own, the only one that calls libpq.
///
/// It keeps no state in the session and names no statements, so that it works through a proxy that pools transactions
/// (all but `notifications(on:)`, which needs a session).
///
/// Cancelling a task does not stop its statement: the statement goes on, and the connection reads it to its end before
/// the next one. A statement whose deadline has passed, or that is still under way a second
/// after its task was cancelled, is cancelled at the server. The connection closes only if that does not end it either.
package actor PostgresConnection {
    /// How long an abandoned statement may go on before it is cancelled.
    private static let afterwards = Duration.seconds(1)
    /// How long the server has to end a statement that is cancelled, and for a ROLLBACK.
    private static let grace = Duration.seconds(2)

    private let thread: PostgresThread
    private let logger: Logger
    private var link: PostgresLink?
    /// The abandoned statement: its task was cancelled or its deadline passed. Nil if there is none.
    private var leftover: Leftover?
    /// Whether a transaction was abandoned and has to be rolled back.
    private var owesRollback = false
    private var listeners: [Listener] = []
    private var listenerCount = 0
    private nonisolated let isUsable = Atomic(true)

    /// An abandoned statement.
    private struct Leftover {
        /// When it is cancelled.
        var deadline: ContinuousClock.Instant
        /// The request to cancel it, once that is sent.
        var cancel: PostgresCancel?
    }

    private struct Listener {
        var id: Int
        var channel: String
        var continuation: AsyncStream<PostgresNotification>.Continuation
    }

    /// The connection's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init(thread: PostgresThread, logger: Logger) {
        self.thread = thread
        self.logger = logger
    }

    /// Connects. libpq looks host names up on the connection's thread, before the time begins to count.
    /// - Parameters:
    ///   - conninfo: a libpq connection string or URI, with `sslmode` and all.
    ///   - timeout: the longest wait; the string's own `connect_timeout` counts if it is shorter.
    /// - Throws: `connectFailed` with the SQLSTATE if the server gave one, `misfit`, `timeout`, `cancelled`.
    package static func open(
        _ conninfo: String, logger: Logger, timeout: Duration = .seconds(10)
    ) async throws(PostgresError) -> PostgresConnection {
        let conninfo = try PostgresConninfo(conninfo)
        guard let thread = PostgresThread() else {
            throw PostgresError(.connectFailed, "no file descriptors left", sqlState: "53000")
        }
        let connection = PostgresConnection(thread: thread, logger: logger)
        try await connection.connect(conninfo, timeout)
        return connection
    }

    /// Whether the connection stood at the last look. May be read from anywhere.
    package nonisolated var isOpen: Bool { isUsable.load(ordering: .acquiring) }

    /// Whether a transaction is open on the connection.
    package var isInTransaction: Bool { link?.isInTransaction ?? false }

    /// Whether the connection is open, and no statement and no transaction is under way.
    package var isAtRest: Bool {
        guard let link, leftover == nil else { return false }
        return link.isOpen && !link.isInTransaction
    }

    /// Has an abandoned statement come to its end, and an open transaction rolled back. It takes three
    /// seconds at most, whether or not the task is cancelled.
    /// - Returns: whether the connection is at rest; if not, it is closed.
    package func settle() -> Bool {
        thread.checkIsolated()
        return comeToRest(rollingBack: true)
    }

    /// Whether something between this process and the server has many clients share its connections to the server: the
    /// process that answers is not the one that was told of when connecting. Such a pooler may give every transaction
    /// another session, so that `LISTEN` is of no use.
    /// - Throws: as `query`.
    package func isPooled() async throws(PostgresError) -> Bool {
        let told = link?.serverID
        let answer = try await query("SELECT pg_backend_pid()::int8 AS id")
        return try answer.first?.value("id", as: Int64.self) != told.map(Int64.init)
    }

    /// Runs one statement, in the text protocol, unnamed, every parameter with its type.
    /// - Throws: `server`, `connectionLost`, `timeout`, `cancelled`, `closed`.
    package func query(
        _ sql: String, _ parameters: [PostgresValue] = [], timeout: Duration = .seconds(10)
    ) async throws(PostgresError) -> PostgresResult {
        try await perform(timeout) { (link, patience) throws(PostgresError) in
            try link.query(PostgresStatement(sql, parameters), patience)
        }
    }

    /// Runs statements in one round trip and one transaction: all of them take effect or none.
    /// - Throws: as `query`; `statement` says which one failed.
    package func batch(
        _ statements: [PostgresStatement], timeout: Duration = .seconds(10)
    ) async throws(PostgresError) -> [PostgresResult] {
        if statements.isEmpty { return [] }
        return try await perform(timeout) { (link, patience) throws(PostgresError) in
            try link.batch(statements, patience)
        }
    }

    /// Runs a script of several statements, which takes no parameters; one transaction unless it says otherwise.
    /// - Throws: as `query`.
    package func script(_ sql: String, timeout: Duration = .seconds(60)) async throws(PostgresError) {
        try await perform(timeout) { (link, patience) throws(PostgresError) in try link.script(sql, patience) }
    }

    /// Copies rows into a table.
    /// - Parameter sql: a `COPY table (columns) FROM STDIN`.
    /// - Returns: how many rows the server took.
    /// - Throws: as `query`.
    package func copyIn(
        _ sql: String, _ rows: PostgresCopyRows, timeout: Duration = .seconds(60)
    ) async throws(PostgresError) -> Int {
        try await perform(timeout) { (link, patience) throws(PostgresError) in
            try link.copyIn(sql, rows.bytes, patience)
        }
    }

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws. Nothing else may use the
    /// connection meanwhile; the pool sees to that. The ROLLBACK is sent before the connection's next use; the caller
    /// does not wait for it.
    /// - Parameter begin: the statement that begins it, such as `BEGIN ISOLATION LEVEL SERIALIZABLE`.
    /// - Throws: what `body` throws, and as `query`.
    package nonisolated func transaction<Value>(
        _ begin: String = "BEGIN", _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await transaction([PostgresStatement(begin)]) { connection, _ in
            PostgresEnding(try await body(connection))
        }
    }

    /// Runs `body` in a transaction with few round trips: what it begins with goes to the server in one, and what it
    /// ends with goes with the COMMIT.
    /// - Parameters:
    ///   - opening: BEGIN, and the first statements of the transaction.
    ///   - timeout: the time for its first statements, and for its last.
    ///   - body: gets the results of the first statements, without BEGIN's; its ending has the last ones.
    /// - Throws: what `body` throws, and as `query`.
    package nonisolated func transaction<Value>(
        _ opening: [PostgresStatement], timeout: Duration = .seconds(10),
        _ body: (PostgresConnection, [PostgresResult]) async throws -> PostgresEnding<Value>
    ) async throws -> Value {
        do {
            let begun = try await batch(opening, timeout: timeout)
            let ending = try await body(self, Array(begun.dropFirst()))
            let last = ending.statements + [PostgresStatement("COMMIT")]
            let ended = try await batch(last, timeout: timeout)
            // If a statement in it failed, the server answers COMMIT with ROLLBACK and no error.
            guard ended.last?.command == "COMMIT" else {
                throw PostgresError(.server, "the transaction was rolled back", sqlState: "25P02")
            }
            return ending.value
        } catch {
            await abandonTransaction()
            throw error
        }
    }

    private func abandonTransaction() {
        owesRollback = link?.isInTransaction ?? false
    }

    /// The notifications on a channel from now on, as they come. The stream ends with the connection; it keeps the
    /// newest 256 that were not read yet.
    /// - Throws: as `query`.
    package func notifications(
        on channel: String
    ) async throws(PostgresError) -> AsyncStream<PostgresNotification> {
        _ = try await query("LISTEN " + PostgresLink.quoted(identifier: channel))
        guard link != nil else { throw PostgresError(.connectionLost, "the connection to PostgreSQL was lost") }
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self, bufferingPolicy: .bufferingNewest(256))
        listenerCount += 1
        let id = listenerCount
        listeners.append(Listener(id: id, channel: channel, continuation: continuation))
        continuation.onTermination = { [weak self] _ in
            Task { await self?.stopListening(id) }
        }
        return stream
    }

    /// Closes the connection. Later calls throw `closed`.
    package func close() {
        drop()
    }

    // MARK: On the thread

    private func connect(_ conninfo: PostgresConninfo, _ timeout: Duration) async throws(PostgresError) {
        let timeout = min(timeout, conninfo.connectTimeout ?? timeout)
        let link = try PostgresLink(conninfo.text, thread: thread, logger: logger)
        let patience = PostgresPatience(timeout, on: thread)
        do throws(PostgresError) {
            try await run(link, patience) { (link, patience) throws(PostgresError) in try link.connect(patience) }
        } catch {
            isUsable.store(false, ordering: .releasing)
            throw error
        }
        self.link = link
        thread.watch(
            PostgresThread.Watch(socket: link.socket) { [weak self] in
                self?.assumeIsolated { $0.takeArrivals() }
            })
    }

    private func perform<Value: Sendable>(
        _ timeout: Duration,
        _ body: (PostgresLink, PostgresPatience) throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        if leftover != nil || owesRollback, !comeToRest(rollingBack: owesRollback) {
            throw PostgresError(.connectionLost, "an earlier statement did not come to its end")
        }
        guard let link else { throw PostgresError(.closed, "the connection is closed") }
        let patience = PostgresPatience(timeout, on: thread)
        do throws(PostgresError) {
            let value = try await run(link, patience, body)
            deliverNotifications()
            return value
        } catch {
            deliverNotifications()
            look(after: error, on: link, patience)
            throw error
        }
    }

    /// Decides what becomes of the connection after an error.
    private func look(after error: PostgresError, on link: PostgresLink, _ patience: PostgresPatience) {
        switch error.code {
        case .server where link.isOpen && !link.isMidStatement, .protocol where link.isOpen && !link.isMidStatement:
            break
        case .timeout where link.isOpen:
            if link.isMidStatement { leftover = Leftover(deadline: .now, cancel: link.cancel()) }
        case .cancelled where link.isOpen:
            let end = min(patience.deadline, .now.advanced(by: Self.afterwards))
            if link.isMidStatement { leftover = Leftover(deadline: end) }
        case .server, .protocol, .timeout, .cancelled, .connectFailed, .misfit, .connectionLost, .closed, .busy:
            drop()
        }
    }

    /// Reads an abandoned statement to its end, and rolls back the transaction that is open if that is
    /// wanted.
    /// - Returns: whether the connection can be used; if not, it is closed.
    private func comeToRest(rollingBack: Bool) -> Bool {
        guard let link else { return false }
        let isFinished = leftover.map { finish($0, on: link) } ?? true
        leftover = nil
        owesRollback = false
        let patience = PostgresPatience(Self.grace, on: thread)
        guard isFinished, link.isOpen, !rollingBack || !link.isInTransaction || rollBack(link, patience) else {
            drop()
            return false
        }
        return true
    }

    private func finish(_ leftover: Leftover, on link: PostgresLink) -> Bool {
        var cancel = leftover.cancel
        if cancel == nil {
            if link.finish(PostgresPatience(until: leftover.deadline, on: thread)) { return true }
            guard link.isOpen, link.isMidStatement else { return false }
            cancel = link.cancel()
        }
        guard let cancel, link.finish(PostgresPatience(Self.grace, on: thread)) else { return false }
        return link.outlast(cancel, PostgresPatience(Self.grace, on: thread))
    }

    private func rollBack(_ link: PostgresLink, _ patience: PostgresPatience) -> Bool {
        (try? link.query(PostgresStatement("ROLLBACK"), patience)) != nil && !link.isInTransaction
    }

    /// Runs `body` on this thread at once; cancelling the task ends it early.
    private func run<Value: Sendable>(
        _ link: PostgresLink, _ patience: PostgresPatience,
        _ body: (PostgresLink, PostgresPatience) throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let outcome: Result<Value, PostgresError> = await withTaskCancellationHandler {
            // Nothing is sent for a task that is cancelled already.
            if let reason = patience.isOver { return .failure(reason) }
            // Calling a method of the actor's keeps this closure on the actor: without `self` it would leave the
            // thread.
            return attempt(link, patience, body)
        } onCancel: {
            patience.cancel()
        }
        return try outcome.get()
    }

    private func attempt<Value: Sendable>(
        _ link: PostgresLink, _ patience: PostgresPatience,
        _ body: (PostgresLink, PostgresPatience) throws(PostgresError) -> Value
    ) -> Result<Value, PostgresError> {
        thread.checkIsolated()
        return Result { () throws(PostgresError) in try body(link, patience) }
    }

    /// Called on the thread when the socket has something while no statement runs: a notification, or the connection's
    /// end.
    private func takeArrivals() {
        deliverNotifications()
    }

    private func deliverNotifications() {
        guard let link else { return }
        do throws(PostgresError) {
            for notification in try link.notifications() {
                for listener in listeners where listener.channel == notification.channel {
                    listener.continuation.yield(notification)
                }
            }
        } catch {
            logger.debug("postgres connection lost", metadata: ["cora.postgres.error": "\(error)"])
            drop()
        }
    }

    private func stopListening(_ id: Int) {
        listeners.removeAll { $0.id == id }
    }

    private func drop() {
        isUsable.store(false, ordering: .releasing)
        thread.watch(nil)
        link = nil
        for listener in listeners { listener.continuation.finish() }
        listeners = []
    }
}
