package import Logging
package import NIOCore

/// A client of Redis or Valkey: one connection that all commands share, one after another, without waiting for each other's
/// answers. It lives on one event loop, which is its executor; ``run()`` keeps the connection, and has an owner.
///
/// Nothing waits without bound. A command has its time, also while there is no connection; a server that owes answers too
/// long is left; more commands than may be under way are refused at once. After an attempt to connect has failed, commands
/// fail at once until one succeeds: whoever can do without Redis does so from the first moment.
///
/// No command is sent twice, but for a script that the server says it does not know. ``RedisError/mayHaveTakenEffect``
/// tells whether it could matter.
package actor RedisClient {
    private enum Phase {
        /// The first attempt, or the first after a connection that lasted: commands are held back on the link.
        case connecting(RedisLink)
        case connected(RedisLink)
        case away(RedisError)
        case stopped
    }

    /// The address.
    package nonisolated let url: RedisURL
    /// The executor of the event loop.
    package nonisolated let unownedExecutor: UnownedSerialExecutor
    let loop: any EventLoop
    let configuration: RedisConfiguration
    private let dialer: RedisDialer
    private let logger: Logger
    private var phase: Phase
    private var isRunning = false
    private var reconnection: Reconnection
    private let finder: MasterFinder
    private var server: RedisHost?
    private var connections = 0
    private var lateAnswers = 0
    private var lastError: RedisError?

    /// Makes a client, which connects when ``run()`` begins. Reads the file of certificates, if the address names one,
    /// which blocks: not for an event loop.
    /// - Throws: `RedisError.misuse`, if that file cannot be read.
    package init(
        _ url: RedisURL, configuration: RedisConfiguration = RedisConfiguration(), on loop: any EventLoop,
        logger: Logger
    ) throws(RedisError) {
        self.url = url
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        unownedExecutor = loop.executor.asUnownedSerialExecutor()
        let tls = try url.tls.map { settings throws(RedisError) in try RedisTLS(settings) }
        dialer = RedisDialer(loop: loop, tls: tls, patience: TimeAmount(configuration.connectTimeout))
        finder = MasterFinder(url, dialer: dialer, limits: configuration.limits)
        reconnection = Reconnection(pauses: configuration.pauses, stable: configuration.stable)
        phase = .connecting(RedisLink(on: loop, limits: configuration.limits))
    }

    /// How it stands now.
    package var figures: RedisFigures {
        let link: RedisLink? =
            switch phase {
            case .connecting(let link), .connected(let link): link
            case .away, .stopped: nil
            }
        var isConnected = false
        if case .connected(let link) = phase { isConnected = link.end == nil }
        return RedisFigures(
            isConnected: isConnected, server: isConnected ? server : nil, underWay: link?.underWay ?? 0,
            connections: connections, failures: reconnection.failures, lateAnswers: lateAnswers + (link?.late ?? 0),
            lastError: lastError)
    }

    // MARK: Commands

    /// Sends a command and waits for its answer.
    /// - Parameter limit: the longest time it may take, also while the first attempt to connect is made; nil for the
    ///   configured one. It is counted on the client's event loop.
    /// - Returns: the answer, which is no error.
    /// - Throws: why there is none, or the server's error.
    package func send(_ command: RedisCommand, within limit: Duration? = nil) async throws(RedisError) -> RESPValue {
        let deadline = loop.now + TimeAmount(limit ?? configuration.commandTimeout)
        return try await send(command, until: deadline)
    }

    /// The same with a deadline by the loop's clock.
    func send(_ command: RedisCommand, until deadline: NIODeadline) async throws(RedisError) -> RESPValue {
        let link: RedisLink
        switch phase {
        case .connecting(let held): link = held
        case .connected(let open): link = open
        case .away(let error): throw .away(error.words)
        case .stopped: throw .closed
        }
        let answer = try await link.answer(to: command, until: deadline).get()
        if case .error(let reply) = answer { throw .server(reply) }
        return answer
    }

    // MARK: The connection

    /// Keeps the connection until the task is cancelled; then closes it, and whoever waits is told. To be called once.
    package func run() async {
        guard !isRunning, case .connecting(var link) = phase else { return }
        isRunning = true
        while true {
            await keep(link)
            guard !Task.isCancelled else { break }
            link = RedisLink(on: loop, limits: configuration.limits)
            if reconnection.failures == 0 { phase = .connecting(link) }
            // It ends early only if the task is cancelled.
            try? await Task.sleep(for: reconnection.pause(chance: .random(in: 0...1)))
            guard !Task.isCancelled else { break }
        }
        link.close(.closed)
        phase = .stopped
    }

    /// One attempt, and the connection if it comes to one.
    private func keep(_ link: RedisLink) async {
        await link.closedWhenCancelled {
            do throws(RedisError) {
                try await connect(link)
            } catch {
                reconnection.failed()
                ended(link, error)
                return
            }
            let since = loop.now
            let why = await link.ended()
            reconnection.ended(after: .nanoseconds((loop.now - since).nanoseconds))
            ended(link, why)
        }
    }

    private func connect(_ link: RedisLink) async throws(RedisError) {
        let host = try await finder.master()
        var isSentinel = false
        if case .sentinels = url.place { isSentinel = true }
        let handshake = RedisHandshake(
            credentials: url.credentials, database: url.database, name: url.clientName ?? configuration.name,
            asksRole: isSentinel)
        try await dialer.dial(host, handshake, link)
        if let end = link.end { throw end }
        server = host
        connections += 1
        phase = .connected(link)
        link.open()
        if connections > 1 || reconnection.failures > 0 {
            logger.info(
                "redis is back",
                metadata: ["cora.redis.server": "\(host)", "cora.redis.failures": "\(reconnection.failures)"])
        }
    }

    private func ended(_ link: RedisLink, _ why: RedisError) {
        link.close(why)
        lateAnswers += link.late
        let isNew = lastError != why || reconnection.failures <= 1
        lastError = why
        phase = Task.isCancelled ? .stopped : .away(why)
        guard isNew, !Task.isCancelled else { return }
        logger.warning(
            "redis cannot be reached", metadata: ["cora.redis.error": "\(why.words)", "cora.redis.url": "\(url)"])
    }
}
