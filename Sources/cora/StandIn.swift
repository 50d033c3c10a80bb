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
        discussion: "Point any client at it: OPENAI_BASE_URL=http://127.0.0.1:9090/v1")

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 9090

    @Option(help: "The scenario whose agent it plays; without one it plays an example in tones.")
    var scenario: String?

    @Option(help: "The tenants whose greetings it can speak.")
    var tenants = "Config/tenants.yaml"

    @Option(name: .customLong("thinking-ms"), help: "The time to the first audio, where the script names none.")
    var thinkingMilliseconds = 250

    @Option(help: "How many times faster than speech its audio comes; 0 for all at once.")
    var speed = 8.0

    @Option(help: "Fail every response so: rate_limit_exceeded, server_error or insufficient_quota.")
    var fail: String?

    @Option(help: "Write every event, as it was received or sent, to this file: one JSON object a line.")
    var record: String?

    func validate() throws {
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
        let recording = try record.map(StandInRecording.init(path:))
        configuration.observer = recording
        let logger = Logger(label: "standin") { CoraLogHandler(label: $0, level: .info, format: .human) }
        let server = StandInServer(
            configuration: configuration, group: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let bound = try await server.start(port: port)
        Console.say("standing in for the OpenAI Realtime API at http://127.0.0.1:\(bound)/v1")
        await Interruption.wait()
        await server.shutdown()
        try await recording?.finish()
    }
}
