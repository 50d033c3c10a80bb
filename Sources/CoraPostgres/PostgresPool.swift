package import Logging

/// A few connections that many tasks share.
///
/// It never lends a lost connection. Those that are idle for long are asked whether they still answer, behind the backs
/// of the tasks, so that no task pays a round trip for that. A task that no longer waits, for a connection or for its
/// statement, costs no connection: one that comes back with a statement under way is brought to rest and lent again.
///
/// While the server is away, the pool makes one attempt at a time, each after a longer and jittered pause, and tasks go
/// on waiting until their deadline. A refusal that waiting does not cure (a wrong password) is thrown to them at once.
package actor PostgresPool {
    /// The pool's settings.
    package struct Configuration: Sendable {
        /// How many connections there may be.
        package var size = 4
        /// How many of them are kept open though no task waits for one, from `start` on: a task that comes then does not
        /// wait until one is made, which takes seven round trips with TLS and a password.
        package var keepsOpen = 0
        /// How many tasks may wait for a connection.
        package var maximumWaiting = 1_000
        /// How long connecting may take.
        package var connectTimeout = Duration.seconds(5)
        /// How long a connection may be idle without being asked whether it still answers.
        package var trustIdleFor = Duration.seconds(30)
        /// The first and longest pause between attempts to connect.
        package var pauses = Duration.milliseconds(50)...Duration.seconds(5)

        package init(size: Int = 4, keepsOpen: Int = 0) {
            self.size = size
            self.keepsOpen = min(keepsOpen, size)
        }
    }

    /// The pool's figures at one moment.
    package struct State: Sendable, Equatable {
        /// Connections that are open or being opened.
        package var open: Int
        /// Open connections that are not on loan.
        package var idle: Int
        /// Tasks that wait for a connection.
        package var waiting: Int
        /// Attempts to connect that failed in a row.
        package var failures: Int
        /// Why the last attempt failed; nil once one has succeeded.
        package var lastError: PostgresError?
    }

    private struct Idle {
        var connection: PostgresConnection
        var since: ContinuousClock.Instant
    }

    private struct Waiter {
        var id: Int
        var continuation: CheckedContinuation<Result<PostgresConnection, PostgresError>, Never>
        var timer: Task<Void, Never>
    }

    /// The connection string of the server.
    package nonisolated let conninfo: PostgresConninfo
    private let configuration: Configuration
    private let logger: Logger
    private var idle: [Idle] = []
    private var waiters: [Waiter] = []
    private var waiterCount = 0
    private var openCount = 0
    private var openings: [Int: Task<Void, Never>] = [:]
    private var openingCount = 0
    private var pause: Task<Void, Never>?
    /// Connections that are not lent for the moment: they are brought to rest, or asked whether they answer.
    private var away: [ObjectIdentifier: Task<Void, Never>] = [:]
    /// How many of these are only asked, and soon back.
    private var asked = 0
    /// Asks the idle ones.
    private var rounds: Task<Void, Never>?
    private var failures = 0
    private var lastError: PostgresError?
    private var isClosed = false

    /// Makes a pool; it connects when a connection is first needed.
    package init(_ conninfo: PostgresConninfo, configuration: Configuration = Configuration(), logger: Logger) {
        self.conninfo = conninfo
        self.configuration = configuration
        self.logger = logger
    }

    /// Opens the connections that are kept open, and keeps them so.
    package func start() {
        openMore()
    }

    /// The pool's figures now.
    package var state: State {
        State(
            open: openCount, idle: idle.count, waiting: waiters.count, failures: failures, lastError: lastError)
    }

    /// Lends a connection to `body`, which runs in the caller's isolation.
    /// - Parameter deadline: the longest wait for a connection, also while the server is away.
    /// - Throws: what `body` throws; `timeout`, or the reason why there is no connection; `busy`, `closed`,
    ///   `cancelled`.
    package nonisolated func withConnection<Value>(
        deadline: Duration = .seconds(5), _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await acquire(deadline)
        do {
            let value = try await body(connection)
            await release(connection)
            return value
        } catch {
            await release(connection, after: error as? PostgresError)
            throw error
        }
    }

    /// Runs one statement on any connection. The pool does not try it again: after `connectionLost` it may have taken
    /// effect.
    /// - Parameters:
    ///   - timeout: the time for the statement itself.
    ///   - deadline: the longest wait for a connection.
    package nonisolated func query(
        _ sql: String, _ parameters: [PostgresValue] = [], timeout: Duration = .seconds(10),
        deadline: Duration = .seconds(5)
    ) async throws(PostgresError) -> PostgresResult {
        try await lend(deadline) { connection throws(PostgresError) in
            try await connection.query(sql, parameters, timeout: timeout)
        }
    }

    /// Runs statements as one transaction in one round trip on any connection. The pool does not try them again.
    /// - Parameters:
    ///   - timeout: the time for the statements themselves.
    ///   - deadline: the longest wait for a connection.
    package nonisolated func batch(
        _ statements: [PostgresStatement], timeout: Duration = .seconds(10), deadline: Duration = .seconds(5)
    ) async throws(PostgresError) -> [PostgresResult] {
        try await lend(deadline) { connection throws(PostgresError) in
            try await connection.batch(statements, timeout: timeout)
        }
    }

    /// Closes every connection, those on loan when they come back, and throws `closed` to the tasks that wait.
    package func close() {
        isClosed = true
        pause?.cancel()
        rounds?.cancel()
        for opening in openings.values { opening.cancel() }
        turnAwayAll(PostgresError(.closed, "the pool is closed"))
        let connections = idle.map(\.connection)
        idle = []
        openCount -= connections.count
        for connection in connections { discard(connection) }
    }

    private nonisolated func lend<Value>(
        _ deadline: Duration, _ body: (PostgresConnection) async throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let connection = try await acquire(deadline)
        do throws(PostgresError) {
            let value = try await body(connection)
            await release(connection)
            return value
        } catch {
            await release(connection, after: error)
            throw error
        }
    }

    // MARK: Lending

    private func acquire(_ deadline: Duration) async throws(PostgresError) -> PostgresConnection {
        let end = ContinuousClock.now.advanced(by: deadline)
        while let candidate = idle.popLast() {
            guard candidate.connection.isOpen else {
                lose(candidate.connection)
                continue
            }
            if candidate.since.duration(to: .now) <= configuration.trustIdleFor { return candidate.connection }
            ask(candidate.connection)
        }
        if isClosed { throw PostgresError(.closed, "the pool is closed") }
        guard waiters.count < configuration.maximumWaiting else {
            throw PostgresError(.busy, "\(waiters.count) tasks already wait for a connection")
        }
        return try await wait(until: end)
    }

    private func wait(until end: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        waiterCount += 1
        let id = waiterCount
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let timer = Task {
                    try? await Task.sleep(until: end)
                    // The task is cancelled once this wait is over and there is nothing left to end.
                    if !Task.isCancelled { expire(id) }
                }
                waiters.append(Waiter(id: id, continuation: continuation, timer: timer))
                if Task.isCancelled { turnAway(id, PostgresError(.cancelled, "the task was cancelled")) }
                openMore()
            }
        } onCancel: {
            Task { await self.turnAway(id, PostgresError(.cancelled, "the task was cancelled")) }
        }
        return try outcome.get()
    }

    private func release(_ connection: PostgresConnection, after error: PostgresError? = nil) async {
        // The pool leaves a server that has become read-only, so that the connection string leads to the one that is
        // not.
        let isStale = error?.sqlState == "25006"
        let isAtRest = await connection.isAtRest
        guard connection.isOpen, !isStale, !isClosed else { return lose(connection) }
        if isAtRest { handOver(connection) } else { settle(connection) }
    }

    /// Brings a connection to rest that has an abandoned statement or an open transaction.
    private func settle(_ connection: PostgresConnection) {
        let id = ObjectIdentifier(connection)
        away[id] = Task { isBack(connection, await connection.settle()) }
    }

    /// Asks a connection whether it answers. The task that asks is the pool's: no other task's end cuts it short.
    private func ask(_ connection: PostgresConnection) {
        let id = ObjectIdentifier(connection)
        asked += 1
        away[id] = Task {
            let answer = try? await connection.query("SELECT 1", timeout: .seconds(2))
            asked -= 1
            isBack(connection, answer != nil)
        }
    }

    private func isBack(_ connection: PostgresConnection, _ isSound: Bool) {
        away[ObjectIdentifier(connection)] = nil
        if isSound, connection.isOpen, !isClosed { handOver(connection) } else { lose(connection) }
    }

    private func lose(_ connection: PostgresConnection) {
        openCount -= 1
        discard(connection)
        openMore()
    }

    private func handOver(_ connection: PostgresConnection) {
        guard !waiters.isEmpty else {
            idle.append(Idle(connection: connection, since: .now))
            if rounds == nil { makeRounds() }
            return
        }
        let waiter = waiters.removeFirst()
        waiter.timer.cancel()
        waiter.continuation.resume(returning: .success(connection))
    }

    /// Asks idle connections in good time, one after another so that the others can be lent, until none is left. A lost
    /// one is replaced if it is to be kept open.
    private func makeRounds() {
        let pace = configuration.trustIdleFor / 4
        rounds = Task { [weak self] in
            while !Task.isCancelled, await self?.askIdle(for: pace * 2) ?? false {
                try? await Task.sleep(for: pace)
            }
        }
    }

    /// - Returns: false if there is nothing left to ask.
    private func askIdle(for length: Duration) async -> Bool {
        let lost = idle.filter { !$0.connection.isOpen }
        idle.removeAll { !$0.connection.isOpen }
        for entry in lost { lose(entry.connection) }
        let now = ContinuousClock.now
        while let index = idle.firstIndex(where: { $0.since.duration(to: now) > length }) {
            let connection = idle.remove(at: index).connection
            ask(connection)
            await away[ObjectIdentifier(connection)]?.value
        }
        if openCount > 0, !isClosed { return true }
        rounds = nil
        return false
    }

    private func discard(_ connection: PostgresConnection) {
        Task { await connection.close() }
    }

    private func expire(_ id: Int) {
        turnAway(id, lastError ?? PostgresError(.timeout, "no connection to PostgreSQL became free in time"))
    }

    private func turnAway(_ id: Int, _ error: PostgresError) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        let waiter = waiters.remove(at: index)
        waiter.timer.cancel()
        waiter.continuation.resume(returning: .failure(error))
    }

    private func turnAwayAll(_ error: PostgresError) {
        for waiter in waiters { turnAway(waiter.id, error) }
    }

    // MARK: Opening

    /// Opens as many connections as there are tasks waiting and as are to be kept open, within the size; one at a time
    /// after a failure.
    private func openMore() {
        guard !isClosed, pause == nil else { return }
        let together = failures == 0 ? configuration.size : 1
        while openCount < configuration.size, openings.count < together,
            openings.count + asked < waiters.count || openCount < configuration.keepsOpen
        {
            openCount += 1
            openingCount += 1
            let id = openingCount
            openings[id] = Task { await open(id) }
        }
    }

    private func open(_ id: Int) async {
        do throws(PostgresError) {
            let connection = try await PostgresConnection.open(
                conninfo.text, logger: logger, timeout: configuration.connectTimeout)
            openings[id] = nil
            opened(connection)
        } catch {
            openings[id] = nil
            openCount -= 1
            failed(error)
        }
    }

    private func opened(_ connection: PostgresConnection) {
        if failures > 0 { logger.info("postgres is back", metadata: ["cora.postgres.failures": "\(failures)"]) }
        failures = 0
        lastError = nil
        guard !isClosed else {
            openCount -= 1
            discard(connection)
            return
        }
        handOver(connection)
        openMore()
    }

    private func failed(_ error: PostgresError) {
        guard !isClosed else { return }
        failures += 1
        lastError = error
        if failures == 1 {
            logger.warning(
                "postgres cannot be reached",
                metadata: ["cora.postgres.error": "\(error)", "cora.postgres.server": "\(conninfo)"])
        }
        if !error.isTransient { turnAwayAll(error) }
        guard pause == nil else { return }
        let length = Self.pause(after: failures, within: configuration.pauses)
        pause = Task {
            try? await Task.sleep(for: length)
            pause = nil
            openMore()
        }
    }

    /// The pause before the next attempt. It doubles with every failure up to the longest; then a random part of it, up
    /// to half, is left out, so that many processes do not come back at the same moment.
    package static func pause(after failures: Int, within limits: ClosedRange<Duration>) -> Duration {
        let doublings = min(max(failures - 1, 0), 20)
        let length = min(limits.lowerBound * (1 << doublings), limits.upperBound)
        return length * Double.random(in: 0.5...1)
    }
}
