import CoraLoopback
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
        /// The planned faults that are not used up.
        var plan: FaultPlan
        /// The sessions that are open, by id.
        var sessions: [String: LoopBound<LiveSession>] = [:]
        /// What the latest sessions that are over heard and said.
        var records: [StandInRecord] = []
        var textResponses = 0
    }

    /// The calls between browsers and the model.
    let desk = CallDesk()
    private let group: any EventLoopGroup
    private let logger: Logger
    private let state: Mutex<State>
    private let port = ListeningPort()

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
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        return try await self.port.open(on: address, group: group) { try self.configure($0, tls: tls) }
    }

    /// The faults that are planned and not used up.
    var plan: FaultPlan { state.withLock(\.plan) }

    /// The open sessions, by id.
    var live: [String: LoopBound<LiveSession>] { state.withLock(\.sessions) }

    /// What the latest sessions that are over heard and said; `StandInConfiguration.recordCapacity` says how many.
    var pastRecords: [StandInRecord] { state.withLock(\.records) }

    /// Stops listening and drops every connection.
    package func shutdown() async { await port.shutdown() }
}

// MARK: - Connections

extension StandInServer {
    private func configure(_ channel: any Channel, tls: NIOSSLContext?) throws {
        let (configuration, plan) = state.withLock { ($0.configuration, $0.plan) }
        try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 16 << 20, high: 32 << 20))
        let pipeline = channel.pipeline.syncOperations
        if configuration.faults.dialDelay > .zero { try delayReading(channel, by: configuration.faults.dialDelay) }
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        let dial = DialGate(configuration: configuration, plan: plan, desk: desk)
        let gate = NIOLoopBound(dial, eventLoop: channel.eventLoop)
        let handshake = NIOLoopBound(
            HandshakeHandler(configuration: configuration, gate: dial) { self.answer($0, $1, on: $2) },
            eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: StandInHandler.maximumFrameSize,
            shouldUpgrade: { channel, head in gate.value.headers(for: UpgradeRequest(head), on: channel) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    try self.addSocket(UpgradeRequest(head), gate.value, channel)
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
    func nextResponse() -> ResponseEndpoint {
        state.withLock { state in
            defer { state.textResponses += 1 }
            return ResponseEndpoint(configuration: state.configuration, number: state.textResponses)
        }
    }

    /// Reads nothing from the connection for that long: the client is connected and gets no answer.
    private func delayReading(_ channel: any Channel, by delay: Duration) throws {
        try channel.syncOptions?.setOption(.autoRead, value: false)
        channel.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(delay.milliseconds))) {
            try channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    /// Adds the connection to its call, or begins a session for it alone.
    private func addSocket(_ request: UpgradeRequest, _ gate: DialGate, _ channel: any Channel) throws {
        // What is closed already has no place in the table of sessions, which it would not leave.
        guard channel.isActive else { return }
        let joins = gate.opening == .open ? gate.joins : nil
        let session = joins?.call ?? begin(newSession(model: request.model), on: channel.eventLoop)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 4_096,
                maxAccumulatedFrameSize: StandInHandler.maximumFrameSize))
        try pipeline.addHandler(StandInHandler(session, as: joins?.role ?? .client, opening: gate.opening))
    }

    /// A session as the server is configured now. A client that names no model gets the default.
    func newSession(model: String?, call: String? = nil) -> StandInSession {
        let (configuration, speech, plan) = state.withLock { ($0.configuration, $0.speech, $0.plan) }
        return StandInSession(
            configuration: configuration, model: model ?? UpgradeRequest.defaultModel,
            openedAt: Int(Date().timeIntervalSince1970), salt: Identifiers.randomSalt(), speech: speech,
            faultPlan: plan, call: call)
    }

    /// Takes a session up, which begins with its first socket. To be called on the loop, which is the session's then.
    func begin(_ session: StandInSession, on loop: any EventLoop) -> LoopBound<LiveSession> {
        let (id, call) = (session.id, session.call)
        let live = LiveSession(session, loop: loop, logger: logger) { [desk] in
            if let call { desk.leave(call) }
        } ended: { record in
            if let call { self.desk[call] = nil }
            self.sessionEnded(id, record)
        }
        let bound = LoopBound(live, on: loop)
        state.withLock { $0.sessions[id] = bound }
        return bound
    }

    private func sessionEnded(_ id: String, _ record: StandInRecord) {
        state.withLock { state in
            state.sessions.removeValue(forKey: id)
            let capacity = state.configuration.recordCapacity
            guard capacity > 0 else { return }
            if state.records.count >= capacity { state.records.removeFirst(state.records.count - capacity + 1) }
            state.records.append(record)
        }
    }
}
