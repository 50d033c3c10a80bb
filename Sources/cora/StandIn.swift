import ArgumentParser
import CoraServer
import CoraSettings
import CoraStandIn
import CoraTelemetry
import Logging
import NIOPosix

/// `cora standin`: imitates the OpenAI Realtime API on this machine.
struct StandIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standin", abstract: "Imitate the OpenAI Realtime API, from a script.",
        discussion: """
            Point any client at it: OPENAI_BASE_URL=http://127.0.0.1:9090/v1

            Faults are JSON, with a scope and a name; "count" says how many it befalls (1; "always" for all), "skip" how \
            many go well before:
              --fault '{"scope": "dial", "fault": "refuse", "status": 503, "count": 2}'
              --fault '{"scope": "session", "fault": "freeze", "at_turn": 2}'

            \(PlannedFault.names.joined(separator: "\n"))

            With --control the same can be asked for while it runs: POST /faults with such an object or a list, \
            DELETE /faults, POST /sessions/{id|all}/{drop|freeze|reset|close|…}, GET /sessions, GET /record.
            Config/standin.md explains them all.
            """)

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 9090

    @Option(help: "The scenario whose agent it plays; without one it plays an example in tones.")
    var scenario: String?

    @Option(help: "The tenants whose greetings it can speak.")
    var tenants = "Config/tenants.yaml"

    @Option(name: .customLong("thinking-ms"), help: "The time to the first audio, where the script names none.")
    var thinkingMilliseconds = 250

    @Option(name: .customLong("first-audio-ms"), help: "The time to the first audio of every response, script or not.")
    var firstAudioMilliseconds: Int?

    @Option(name: .customLong("handshake-ms"), help: "The time to the 101 of the websocket.")
    var handshakeMilliseconds = 0

    @Option(help: "How many times faster than speech its audio comes; 0 for all at once.")
    var speed = 8.0

    @Option(help: "Fail every response so: rate_limit_exceeded, server_error or insufficient_quota.")
    var fail: String?

    @Option(
        name: .customLong("fault"), help: "A fault, or a list of faults, as JSON; may be given several times.",
        transform: { try PlannedFault.read($0) })
    var faults: [[PlannedFault]] = []

    @Option(
        help: "Listen for control requests at this address of loopback.",
        transform: { try ControlAddress($0) })
    var control: ControlAddress?

    @Option(help: "The peer helper that talks to browsers, as its URL; without one, calls by WebRTC are refused.")
    var peers: String?

    @Option(help: "Write every event, as it was received or sent, to this file: one JSON object a line.")
    var record: String?

    /// How many sessions that are over `GET /record` shows.
    private static let recordCapacity = 10_000

    func validate() throws {
        if handshakeMilliseconds < 0 || firstAudioMilliseconds ?? 0 < 0 {
            throw ValidationError("a time cannot be negative")
        }
        if let fail, StandInFaults.ResponseFailure(rawValue: fail) == nil {
            let known = StandInFaults.ResponseFailure.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--fail: found \"\(fail)\"; wanted one of \(known)")
        }
    }

    func run() async throws {
        var configuration = StandInConfiguration(script: .example)
        if let scenario { configuration = try Rehearsal(scenario: scenario, tenants: tenants).standIn }
        configuration.thinkingTime = .milliseconds(thinkingMilliseconds)
        configuration.pacing = speed > 0 ? .timesRealTime(speed) : .immediate
        configuration.faults.everyResponseFails = fail.flatMap(StandInFaults.ResponseFailure.init(rawValue:))
        configuration.faults.planned += faults.flatMap { $0 }
        configuration.faults.handshakeDelay = .milliseconds(handshakeMilliseconds)
        configuration.timeToFirstAudio = firstAudioMilliseconds.map { .milliseconds($0) }
        configuration.peers = peers
        configuration.recordCapacity = control == nil ? 0 : Self.recordCapacity
        let recording = try record.map(StandInRecording.init(path:))
        configuration.observer = recording
        let logger = Logger(label: "standin") { CoraLogHandler(label: $0, level: .info, format: .human) }
        let server = StandInServer(
            configuration: configuration, group: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let bound = try await server.start(port: port)
        Console.say("standing in for the OpenAI Realtime API at http://127.0.0.1:\(bound)/v1")
        let controlServer = try await startControl(of: server)
        await Interruption.wait()
        await controlServer?.shutdown()
        await server.shutdown()
        try await recording?.finish()
    }

    private func startControl(of server: StandInServer) async throws -> ControlServer? {
        guard let control else { return nil }
        let controlServer = ControlServer(of: server)
        let port = try await controlServer.start(host: control.host, port: control.port)
        Console.say("taking control requests at http://\(control.urlHost):\(port)")
        return controlServer
    }
}

/// Where the control port listens: `HOST:PORT`, with an IPv6 address in brackets.
struct ControlAddress: Sendable, Equatable {
    let host: String
    let port: Int

    /// - Throws: `ValidationError` when the text is no such address.
    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw ValidationError("found \"\(text)\"; wanted HOST:PORT, such as 127.0.0.1:9191")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else {
            throw ValidationError("found \"\(text)\"; wanted HOST:PORT, such as 127.0.0.1:9191")
        }
        self.host = String(host)
        self.port = Int(port)
    }

    /// The host as URLs have it.
    var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
