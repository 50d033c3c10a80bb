import CoraCall
import CoraSession
import CoraTenant
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization

/// The ports of a call, as a test plays them.

/// Gives out one ticket, once it is allowed to.
actor TestOffice: TicketOffice {
    private let answer: Result<CallTicket, TicketRefusal>
    private var isOpen: Bool
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Tokens that were presented.
    nonisolated let tokens = Ledger<String>()

    init(_ answer: Result<CallTicket, TicketRefusal>, isOpen: Bool) {
        self.answer = answer
        self.isOpen = isOpen
    }

    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal> {
        tokens.append(token ?? "")
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
        return answer
    }

    /// Answers those who wait, and all to come.
    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// Keeps what calls record.
struct TestRecorder: CallRecorder {
    let entries = Ledger<CallRecord>()

    func record(_ entry: CallRecord, of ticket: CallTicket) { entries.append(entry) }
}

/// Keeps what calls measure.
struct TestObserver: CallObserver {
    let observations = Ledger<CallObservation>()
    let endings = Ledger<CallDetail>()

    func observed(_ observation: CallObservation, of ticket: CallTicket) { observations.append(observation) }
    func ended(_ detail: CallDetail, of ticket: CallTicket) { endings.append(detail) }
}

/// Knows the call.
struct TestWatcher: CallWatcher {
    let endings = Ledger<Termination>()
    let handovers = Ledger<Handover>()
    let openings = Ledger<(call: any LiveCall, sid: String)>()

    func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool {
        openings.append((call, ticket.callSID))
        return true
    }

    func callEnded(_ ticket: CallTicket, _ termination: Termination, leaving handover: Handover) async {
        handovers.append(handover)
        endings.append(termination)
    }
}

/// Runs tools as the test answers them.
actor TestTools: ToolRunner {
    nonisolated let catalog = ToolCatalog([
        .init(
            "book_showing",
            ToolTraits(
                backs: [.booking, .callback], makesGood: [.booking], followUp: .arranged, writes: true)),
        .init("look", ToolTraits(followUp: .owed)),
    ])
    /// What the model asked for.
    nonisolated let asked = Ledger<ToolInvocation>()
    /// Ids of tools that were cancelled.
    nonisolated let cancelled = Ledger<String>()
    private var running: [String: CheckedContinuation<ToolOutcome, Never>] = [:]

    nonisolated func descriptions(for tenant: Tenant) -> [ToolDescription] {
        [ToolDescription(name: "look", description: "Looks.", parameters: .object([]))]
    }

    func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                running[invocation.id] = continuation
                asked.append(invocation)
            }
        } onCancel: {
            cancelled.append(invocation.id)
            Task { await self.answer(invocation.id, ToolOutcome(envelope: #"{"ok":false}"#, succeeded: false)) }
        }
    }

    /// The tool is done.
    func answer(_ id: String, _ outcome: ToolOutcome) {
        running.removeValue(forKey: id)?.resume(returning: outcome)
    }
}

/// Keeps recorded greetings and phrases.
final class TestRecordings: RecordingStore {
    private let recordings = Mutex<[RecordingKey: Recording]>([:])
    /// Recordings that calls made.
    let kept = Ledger<Recording>()

    func recording(for key: RecordingKey) -> Recording? { recordings.withLock { $0[key] } }

    func keep(_ recording: Recording, for key: RecordingKey) {
        recordings.withLock { $0[key] = recording }
        kept.append(recording)
    }

    func need(_ keys: Set<RecordingKey>) {}
}

/// Puts callers through as the test says.
actor TestMover: CallMover {
    nonisolated let orders = Ledger<TransferOrder>()
    private let outcome: MoveOutcome

    init(_ outcome: MoveOutcome) {
        self.outcome = outcome
    }

    func move(_ order: TransferOrder, of ticket: CallTicket) async -> MoveOutcome {
        orders.append(order)
        return outcome
    }
}

/// Opens a channel of the test instead of a socket.
struct TestConnector: ModelConnector {
    /// How dialling ends.
    enum Answer: Sendable {
        /// The socket opens at once.
        case opens
        /// It fails at once.
        case fails(WebSocketDialError)
        /// It never ends.
        case hangs
    }

    /// How the dials end, in order; the last goes on.
    let answers: [Answer]
    /// The targets that were dialled.
    let dialled = Ledger<String>()
    let maxMessage = 16 << 20
    /// Makes the model's channel, on the loop.
    let open: @Sendable (any EventLoop) -> any Channel

    func connect<Output: Sendable>(
        to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        let answer = answers[min(dialled.events.count, answers.count - 1)]
        dialled.append("\(address.host)\(address.target)")
        return switch answer {
        case .fails(let error): loop.makeFailedFuture(error)
        case .hangs: loop.makePromise(of: Output.self).futureResult
        case .opens: loop.makeCompletedFuture { try configure(open(loop)) }
        }
    }
}
