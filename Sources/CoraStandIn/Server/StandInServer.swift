import Foundation
package import Logging
package import NIOCore
import NIOHTTP1
import NIOPosix
package import NIOSSL
import NIOWebSocket
import Synchronization

/// An OpenAI Realtime server for tests and demonstrations: the websocket of `/v1/realtime`, with a script in the
/// model's place, and `POST /v1/responses`, which writes the summaries of calls.
package final class StandInServer: Sendable {
    private struct State {
        var configuration: StandInConfiguration
        var speech: SpeechCache
        var listener: (any Channel)?
        /// The planned faults that are not used up.
        var plan: FaultPlan
        var connections: [ObjectIdentifier: any Channel] = [:]
        var sessions: [ObjectIdentifier: LiveSession] = [:]
        /// What the latest sessions that are over heard and said.
        var records: [StandInRecord] = []
        var textResponses = 0
    }

    /// A session that is open, and the handler that has it.
    struct LiveSession: Sendable {
        let id: String
        let channel: any Channel
        let handler: NIOLoopBound<StandInHandler>
    }

    private let group: any EventLoopGroup
    private let logger: Logger
    private let state: Mutex<State>

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: how its sessions behave.
    ///   - group: the event loops its sessions run on; each session stays on one loop.
    ///   - logger: gets a line a session at debug level, without anything of what is said.
    package init(
        configuration: StandInConfiguration = StandInConfiguration(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger
    ) {
        self.group = group
        self.logger = logger
        state = Mutex(
            State(
                configuration: configuration, speech: SpeechCache(voice: configuration.voice),
                plan: FaultPlan(configuration.faults.planned)))
    }

    /// How sessions behave that open from now on; open sessions keep theirs. Faults that are planned stay, unless those
    /// of the new configuration are others.
    package var configuration: StandInConfiguration {
        get { state.withLock(\.configuration) }
        set {
            state.withLock { state in
                if state.configuration.faults.planned != newValue.faults.planned {
                    state.plan = FaultPlan(newValue.faults.planned)
                }
                state.configuration = newValue
                state.speech = SpeechCache(voice: newValue.voice)
            }
        }
    }

    /// How many sessions are open.
    package var sessionsOpen: Int { state.withLock(\.sessions.count) }

    /// How many text responses clients have asked for (`POST /v1/responses`), failed ones included.
    package var textResponses: Int { state.withLock(\.textResponses) }

    /// Renders what the model will say, for the telephone, and then listens.
    ///
    /// - Parameters:
    ///   - host: the address to bind.
    ///   - port: the port to bind; 0 for any that is free.
    ///   - tls: for `wss`; nil for `ws`.
    /// - Returns: the port that was bound.
    /// - Throws: the system's error when the address cannot be bound.
    package func start(host: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil) async throws -> Int {
        let (configuration, speech) = state.withLock { ($0.configuration, $0.speech) }
        speech.prepare(configuration.script.sentences + configuration.directed)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: 16 * 1_024 * 1_024, high: 32 * 1_024 * 1_024)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.configure(channel, tls: tls) }
            }
            .bind(host: host, port: port).get()
        state.withLock { $0.listener = channel }
        return channel.localAddress?.port ?? port
    }

    /// Drops every session's connection without a close frame, and goes on listening.
    package func dropSessions() async {
        for session in live { try? await session.channel.close() }
    }

    /// The faults that are planned and not used up.
    var plan: FaultPlan { state.withLock(\.plan) }

    /// The open sessions.
    var live: [LiveSession] { state.withLock { Array($0.sessions.values) } }

    /// What the latest sessions that are over heard and said; `StandInConfiguration.recordCapacity` says how many.
    var pastRecords: [StandInRecord] { state.withLock(\.records) }

    /// Stops listening and drops every connection.
    package func shutdown() async {
        let channels = state.withLock { state in
            let listener = state.listener
            state.listener = nil
            return [listener].compactMap { $0 } + state.connections.values
        }
        for channel in channels { try? await channel.close() }
    }
}

// MARK: - Connections

extension StandInServer {
    private func configure(_ channel: any Channel, tls: NIOSSLContext?) throws {
        let (configuration, plan) = state.withLock { ($0.configuration, $0.plan) }
        let key = ObjectIdentifier(channel)
        state.withLock { $0.connections[key] = channel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.connections.removeValue(forKey: key) } }
        let pipeline = channel.pipeline.syncOperations
        if configuration.faults.dialDelay > .zero { try delayReading(channel, by: configuration.faults.dialDelay) }
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        let dial = DialGate(configuration: configuration, plan: plan)
        let gate = NIOLoopBound(dial, eventLoop: channel.eventLoop)
        let handshake = NIOLoopBound(
            HandshakeHandler(configuration: configuration, gate: dial) { self.nextResponse(configuration) },
            eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: StandInHandler.maximumFrameSize,
            shouldUpgrade: { channel, head in gate.value.headers(for: UpgradeRequest(head), on: channel) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    try self.beginSession(UpgradeRequest(head), gate.value.opening, configuration, plan, channel)
                }
            })
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { context in
                    context.pipeline.syncOperations.removeHandler(handshake.value, promise: nil)
                }
            ))
        try pipeline.addHandler(handshake.value)
    }

    /// The endpoint for the next request for a text response, which it counts.
    private func nextResponse(_ configuration: StandInConfiguration) -> ResponseEndpoint {
        let number = state.withLock { state in
            defer { state.textResponses += 1 }
            return state.textResponses
        }
        return ResponseEndpoint(configuration: configuration, number: number)
    }

    /// Reads nothing from the connection for that long: the client is connected and gets no answer.
    private func delayReading(_ channel: any Channel, by delay: Duration) throws {
        try channel.syncOptions?.setOption(.autoRead, value: false)
        channel.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(delay.milliseconds))) {
            try channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    private func beginSession(
        _ request: UpgradeRequest, _ opening: SessionOpening, _ configuration: StandInConfiguration, _ plan: FaultPlan,
        _ channel: any Channel
    ) throws {
        let session = StandInSession(
            configuration: configuration, model: request.effectiveModel, openedAt: Int(Date().timeIntervalSince1970),
            salt: Identifiers.randomSalt(), speech: state.withLock(\.speech), faultPlan: plan)
        let key = ObjectIdentifier(channel)
        let handler = StandInHandler(
            session: session, opening: opening, configuration: configuration, logger: logger
        ) { record in self.sessionEnded(key, record) }
        let live = LiveSession(
            id: session.id, channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        state.withLock { $0.sessions[key] = live }
        // A channel that closes before its handler is there has no other way out of the table.
        channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.sessions.removeValue(forKey: key) } }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 4_096,
                maxAccumulatedFrameSize: StandInHandler.maximumFrameSize))
        try pipeline.addHandler(handler)
    }

    private func sessionEnded(_ key: ObjectIdentifier, _ record: StandInRecord) {
        state.withLock { state in
            state.sessions.removeValue(forKey: key)
            let capacity = state.configuration.recordCapacity
            guard capacity > 0 else { return }
            if state.records.count >= capacity { state.records.removeFirst(state.records.count - capacity + 1) }
            state.records.append(record)
        }
    }
}
