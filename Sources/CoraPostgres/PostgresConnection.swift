package import Logging
import Synchronization

/// One connection to PostgreSQL. Its jobs run on a thread of its own, the only one that calls libpq.
///
/// It keeps no state in the session and names no statements, so that it works through a proxy that pools transactions
/// (all but `notifications(on:)`, which needs a session). If a statement's deadline passes or its task is cancelled,
/// the server is asked to cancel it and the connection closes: a late cancel request must never meet the next
/// statement.
package actor PostgresConnection {
    private let thread: PostgresThread
    private let logger: Logger
    private var link: PostgresLink?
    private var listeners: [Listener] = []
    private var listenerCount = 0
    private nonisolated let isUsable = Atomic(true)

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
    /// - Throws: `connectFailed` with the SQLSTATE if the server gave one, `timeout`, `cancelled`.
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
    /// connection meanwhile; the pool sees to that.
    /// - Parameter begin: the statement that begins it, such as `BEGIN ISOLATION LEVEL SERIALIZABLE`.
    /// - Throws: what `body` throws, and as `query`.
    package nonisolated func transaction<Value>(
        _ begin: String = "BEGIN", _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        _ = try await query(begin)
        let value: Value
        do {
            value = try await body(self)
        } catch {
            _ = try? await query("ROLLBACK")
            throw error
        }
        // If a statement in it failed, the server answers COMMIT with ROLLBACK and no error.
        guard try await query("COMMIT").command == "COMMIT" else {
            throw PostgresError(.server, "the transaction was rolled back", sqlState: "25P02")
        }
        return value
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
        guard let link else { throw PostgresError(.closed, "the connection is closed") }
        let patience = PostgresPatience(timeout, on: thread)
        do throws(PostgresError) {
            let value = try await run(link, patience, body)
            deliverNotifications()
            return value
        } catch {
            deliverNotifications()
            let isIntact = (error.code == .server || error.code == .protocol) && link.isOpen && !link.isMidStatement
            if !isIntact { drop() }
            throw error
        }
    }

    /// Runs `body` on this thread at once; cancelling the task ends it early.
    private func run<Value: Sendable>(
        _ link: PostgresLink, _ patience: PostgresPatience,
        _ body: (PostgresLink, PostgresPatience) throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let outcome = await withTaskCancellationHandler {
            // Calling a method of the actor's keeps this closure on the actor: without `self` it would leave the
            // thread.
            attempt(link, patience, body)
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
