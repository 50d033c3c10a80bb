import CoraCall
import CoraSession
package import CoraTenant
import Logging
package import NIOCore
import NIOHTTP1

/// One real call between real sockets: what the server does with a media socket, without the server.
package struct CallUnderTest {
    package static let callSID = "CA00000000000000000000000000000001"
    package static let token = "a-token"
    /// What the tenant says first.
    package static let greeting = "Hello, this is the benchmark."

    private let services: CallServices
    /// Kept when the call is over and has let go of its sockets.
    package let ended: EventLoopPromise<Void>

    /// - Parameters:
    ///   - loop: where ``ended`` is kept.
    ///   - modelPort: where the probe model listens.
    ///   - encoding: what the call speaks to the model.
    package init(modelPort: Int, encoding: AudioEncoding, on loop: any EventLoop) {
        ended = loop.makePromise()
        let tenant = Tenant(
            id: "bench", numbers: ["+14155550100"], agentName: "Ann", greetingTemplate: Self.greeting,
            encoding: encoding, manners: PhoneManners(silence: .seconds(3600)))
        let ticket = CallTicket(
            callSID: Self.callSID, callID: "call-1", tenant: tenant, callerNumber: "+14155550123",
            dialledNumber: "+14155550100", attempt: 0)
        let port = QuietPort(ticket: ticket, ended: ended)
        services = CallServices(
            tickets: port, recordings: port, recorder: port, tools: port, watcher: port, observer: port,
            dialer: ModelDialer(
                baseURL: "http://127.0.0.1:\(modelPort)/v1", apiKey: "sk-bench", defaultModel: "gpt-realtime",
                defaultTranscription: "gpt-4o-mini-transcribe",
                connector: WebSocketConnector(tls: nil, timeout: .seconds(5), maxMessage: 16 << 20)),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Listens for the carrier on a free port of the loopback address; each socket becomes a call.
    package func listen(on loop: any EventLoop) async throws -> any Channel {
        try await ProbeSocket.listen(on: loop) { [services] channel, _ in
            try CallSession.open(on: channel, services: services)
        }
    }
}

/// Everything that a call asks of the process: gives its ticket to each call, and keeps nothing.
private struct QuietPort: TicketOffice, RecordingStore, CallRecorder, ToolRunner, CallWatcher, CallObserver {
    let ticket: CallTicket
    let ended: EventLoopPromise<Void>

    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal> { .success(ticket) }

    func recording(for key: RecordingKey) -> Recording? { nil }
    func keep(_ recording: Recording, for key: RecordingKey) {}
    func need(_ keys: Set<RecordingKey>) {}

    func record(_ entry: CallRecord, of ticket: CallTicket) {}

    var catalog: ToolCatalog { ToolCatalog([]) }
    func descriptions(for tenant: Tenant) -> [ToolDescription] { [] }
    func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        ToolOutcome(envelope: #"{"ok":false}"#, succeeded: false)
    }

    func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool { true }
    func callEnded(_ ticket: CallTicket, _ termination: Termination, leaving handover: Handover) async {
        ended.succeed()
    }

    func observed(_ observation: CallObservation, of ticket: CallTicket) {}
    func ended(_ detail: CallDetail, of ticket: CallTicket) {}
}
