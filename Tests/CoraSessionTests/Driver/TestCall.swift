import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import Logging
import NIOCore
import NIOEmbedded

/// One call between two testing channels on one testing loop. Time is virtual: minutes pass in milliseconds, and nothing
/// happens between them that the test has not said.
final class TestCall: @unchecked Sendable {
    // Unchecked: `carrier` and `models` are loop-bound; they are touched only inside `onLoop`, on the loop's queue.

    static let callSID = "CA00000000000000000000000000000001"
    static let accountSID = "AC00000000000000000000000000000001"
    static let streamSID = "MZ00000000000000000000000000000001"
    static let token = "a-token"

    /// How a test wants things to be.
    struct Options {
        var tenant = TestCall.tenant()
        var attempt = 0
        var past: [PastItem] = []
        var missed: TransferMiss?
        /// How long earlier streams lasted.
        var lasted = CallDuration.zero
        var settings = CallServices.Settings()
        var dialling = TestConnector.Answer.opens
        /// How the dials after the first end, in order; the last goes on.
        var diallingAgain: [TestConnector.Answer] = []
        /// Phrases that are recorded, each as this many bytes of µ-law.
        var phrases: [Phrase: Int] = [:]
        var redeems: TicketRefusal?
        var officeIsOpen = true
        var move: MoveOutcome?
        /// The model's HTTP API for calls of browsers.
        var peers: TestPeers?
        /// µ-law of a greeting that was recorded before.
        var recording: [UInt8]?
    }

    static func tenant(
        greeting: String = "Hello.", manners: PhoneManners = PhoneManners(), encoding: AudioEncoding = .pcmu
    ) -> Tenant {
        Tenant(
            id: "shop", numbers: ["+14155550100"], agentName: "Ann", greetingTemplate: greeting, encoding: encoding,
            humanNumber: "+14155550199", zeroMeansHuman: true, manners: manners)
    }

    let loop = NIOAsyncTestingEventLoop()
    let recorder = TestRecorder()
    let observer = TestObserver()
    let watcher = TestWatcher()
    let tools = TestTools()
    let recordings = TestRecordings()
    let office: TestOffice
    let mover: TestMover?
    let ticket: CallTicket
    private let channel: NIOAsyncTestingChannel
    private var carrier: FakeCarrier?
    private var models: [FakeModel] = []
    /// What was dialled: host, path and query.
    private(set) var dialled = Ledger<String>()

    private init(_ options: Options) {
        var ticket = CallTicket(
            callSID: Self.callSID, callID: "call-1", tenant: options.tenant, callerNumber: "+14155550123",
            dialledNumber: "+14155550100", attempt: options.attempt, missed: options.missed, past: options.past)
        ticket.lostStreams = 0
        ticket.lasted = options.lasted
        self.ticket = ticket
        office = TestOffice(options.redeems.map { .failure($0) } ?? .success(ticket), isOpen: options.officeIsOpen)
        mover = options.move.map { TestMover($0) }
        channel = NIOAsyncTestingChannel(loop: loop)
    }

    // MARK: Setting up

    /// A call that no leg has begun yet, and what it needs of the world.
    static func prepared(_ options: Options) async -> (TestCall, CallServices) {
        let call = TestCall(options)
        // A loop's clock is never at its origin.
        await call.loop.advanceTime(by: .seconds(1))
        let services = call.services(options)
        if let recording = options.recording {
            call.recordings.keep(
                Recording(audio: recording),
                for: services.dialer.recordingKey(for: options.tenant, saying: call.ticket.greeting))
        }
        for (phrase, bytes) in options.phrases {
            call.recordings.keep(
                Recording(audio: [UInt8](repeating: 0x55, count: bytes)),
                for: services.dialer.recordingKey(for: options.tenant, saying: options.tenant.sentence(phrase)))
        }
        return (call, services)
    }

    /// A media socket that has just been upgraded; nothing was said on it.
    static func open(_ options: Options = Options()) async throws -> TestCall {
        let (call, services) = await prepared(options)
        _ = try await call.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        try await call.onLoop { call in
            let carrier = FakeCarrier(call.channel, on: call.loop)
            call.carrier = carrier
            try call.channel.pipeline.syncOperations.addHandler(FrameTap(isMasked: false) { carrier.take($0) })
            try CallSession.open(on: call.channel, services: services)
        }
        return call
    }

    /// A call whose stream has begun and whose ticket was redeemed; the model's session is not set up.
    static func started(_ options: Options = Options()) async throws -> TestCall {
        let call = try await open(options)
        try await call.carrier { $0.start(token: token) }
        await call.recorder.entries.first { $0 == .started }
        return call
    }

    /// A call whose model is set up, with the caller's microphone on. The greeting has been asked for, or plays.
    static func live(_ options: Options = Options()) async throws -> TestCall {
        let call = try await started(options)
        try await call.carrier { $0.microphoneOn() }
        try await call.model { $0.sessionUpdated() }
        return call
    }

    /// A live call whose greeting has been heard. Nothing is said or asked for.
    static func quiet(_ options: Options = Options()) async throws -> TestCall {
        let call = try await live(options)
        try await call.model { $0.says("Hello.", milliseconds: 400, item: "A0", in: "R0") }
        await call.pass(.milliseconds(500))
        return call
    }

    /// A call whose caller has asked something, whose words are known, and which the model has begun to answer.
    static func answering(_ options: TestCall.Options = .init()) async throws -> TestCall {
        let call = try await TestCall.quiet(options)
        try await call.model { $0.hearsSpeech() }
        await call.pass(.milliseconds(800))
        try await call.model { model in
            model.hearsSilence(at: 800)
            model.understands("Is it free?")
            model.begins("R1")
        }
        return call
    }

    private func services(_ options: Options) -> CallServices {
        let loop = loop
        let connector = TestConnector(answers: [options.dialling] + options.diallingAgain) { [unowned self] _ in
            let channel = NIOAsyncTestingChannel(loop: loop)
            let model = FakeModel(channel, on: loop)
            models.append(model)
            try? channel.pipeline.syncOperations.addHandler(FrameTap(isMasked: true) { model.take($0) })
            if let address = try? SocketAddress(ipAddress: "127.0.0.1", port: 2) {
                channel.connect(to: address, promise: nil)
            }
            return channel
        }
        dialled = connector.dialled
        return CallServices(
            tickets: office, recordings: recordings, recorder: recorder, tools: tools, watcher: watcher,
            observer: observer, mover: mover, peers: options.peers,
            dialer: ModelDialer(
                baseURL: "http://127.0.0.1:1/v1", apiKey: "sk-test", defaultModel: "gpt-realtime-2.1-mini",
                defaultTranscription: "gpt-4o-mini-transcribe", connector: connector),
            settings: options.settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    // MARK: The ends

    /// Does something as the carrier, on the loop, and returns what it says. Due work is done before and after.
    @discardableResult
    func carrier<Value: Sendable>(_ body: @escaping @Sendable (FakeCarrier) throws -> Value) async throws -> Value {
        try await onLoop { call in
            guard let carrier = call.carrier else { throw Missing(what: "the carrier") }
            return try body(carrier)
        }
    }

    /// Does something as the model that was dialled last, on the loop.
    @discardableResult
    func model<Value: Sendable>(_ body: @escaping @Sendable (FakeModel) throws -> Value) async throws -> Value {
        try await onLoop { call in
            guard let model = call.models.last else { throw Missing(what: "the model's socket") }
            return try body(model)
        }
    }

    /// Does something as the model of an earlier dial, counted from 0, on the loop.
    @discardableResult
    func model<Value: Sendable>(
        _ index: Int, _ body: @escaping @Sendable (FakeModel) throws -> Value
    ) async throws -> Value {
        try await onLoop { try body($0.models[index]) }
    }

    struct Missing: Error { let what: String }

    private func onLoop<Value: Sendable>(_ body: @escaping @Sendable (TestCall) throws -> Value) async throws -> Value {
        await loop.run()
        let value = try await loop.executeInContext { try body(self) }
        await loop.run()
        return value
    }

    // MARK: Time

    /// Time passes; what is due is done at its moment.
    func pass(_ duration: TimeAmount) async {
        await loop.advanceTime(by: duration)
    }

    // MARK: Looking

    /// The turns that were taken down, in the order in which they were finished.
    var turns: [Turn] {
        recorder.entries.events.compactMap { if case .turn(let turn) = $0 { turn } else { nil } }
    }

    /// How the call ended, once its place was given back.
    func ending() async -> Termination { await watcher.endings.first { _ in true } }

    /// What the record was told of the end.
    var recordedEnd: (Termination, CallFigures)? {
        recorder.entries.events.lazy.compactMap {
            if case .ended(let end, let figures) = $0 { (end, figures) } else { nil }
        }
        .first
    }
}
