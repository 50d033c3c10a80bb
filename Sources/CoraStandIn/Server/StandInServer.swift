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
        var sessions: [ObjectIdentifier: any Channel] = [:]
        var textResponses = 0
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
        state = Mutex(State(configuration: configuration, speech: SpeechCache(voice: configuration.voice)))
    }

    /// How sessions behave that open from now on; open sessions keep theirs.
    package var configuration: StandInConfiguration {
        get { state.withLock(\.configuration) }
        set {
            state.withLock { state in
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
        for channel in state.withLock({ Array($0.sessions.values) }) { try? await channel.close() }
    }

    /// Stops listening and drops every connection.
    package func shutdown() async {
        let channels = state.withLock { state in
            let listener = state.listener
            state.listener = nil
            return [listener].compactMap { $0 } + state.sessions.values
        }
        for channel in channels { try? await channel.close() }
    }
}

// MARK: - Connections

extension StandInServer {
    private func configure(_ channel: any Channel, tls: NIOSSLContext?) throws {
        let configuration = self.configuration
        let pipeline = channel.pipeline.syncOperations
        if configuration.faults.dialDelay > .zero { try delayReading(channel, by: configuration.faults.dialDelay) }
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        let handshake = NIOLoopBound(
            HandshakeHandler(configuration: configuration) { self.nextResponse(configuration) },
            eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: StandInHandler.maximumFrameSize,
            shouldUpgrade: { channel, head in self.headers(for: UpgradeRequest(head), configuration, channel) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    try self.beginSession(UpgradeRequest(head), configuration, channel)
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

    /// The headers of the 101, after the configured delay; nil to refuse the upgrade.
    private func headers(
        for request: UpgradeRequest, _ configuration: StandInConfiguration, _ channel: any Channel
    ) -> EventLoopFuture<HTTPHeaders?> {
        guard request.refusedStatus(configuration) == nil else { return channel.eventLoop.makeSucceededFuture(nil) }
        var headers = HTTPHeaders()
        if request.offersSubprotocol {
            headers.add(name: "Sec-WebSocket-Protocol", value: UpgradeRequest.subprotocol)
        }
        let delay = configuration.faults.handshakeDelay
        guard delay > .zero else { return channel.eventLoop.makeSucceededFuture(headers) }
        return channel.eventLoop.scheduleTask(in: .milliseconds(Int64(delay.milliseconds))) { [headers] in headers }
            .futureResult
    }

    private func beginSession(
        _ request: UpgradeRequest, _ configuration: StandInConfiguration, _ channel: any Channel
    ) throws {
        let session = StandInSession(
            configuration: configuration, model: request.effectiveModel, openedAt: Int(Date().timeIntervalSince1970),
            salt: Identifiers.randomSalt(), speech: state.withLock(\.speech))
        let key = ObjectIdentifier(channel)
        state.withLock { $0.sessions[key] = channel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.sessions.removeValue(forKey: key) } }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 4_096,
                maxAccumulatedFrameSize: StandInHandler.maximumFrameSize))
        try pipeline.addHandler(
            StandInHandler(
                session: session, refusal: request.refusal(configuration), configuration: configuration,
                logger: logger))
    }
}
