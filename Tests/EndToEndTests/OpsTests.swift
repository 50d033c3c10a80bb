import AsyncHTTPClient
import CoraCall
import CoraFakeTwilio
import CoraServer
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraSupervisor
import CoraTenant
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Testing

struct OpsTests {
    private static let act = "a-token-that-may-do-things"
    private static let read = "a-token-that-may-only-read"

    @Sendable private static func tokens(_ settings: inout Settings) {
        settings.access.opsToken = Secret(act)
        settings.access.opsReadToken = Secret(read)
    }

    // MARK: Counting

    @Test(.timeLimit(.minutes(4)))
    func `the stats agree with the simulator's own count, to the last call, frame, answer and barge-in`() async throws {
        let rehearsed = try Rehearsed("Config/scenarios/barge-in.yaml")
        var options = TestLine.Options(standIn: rehearsed.standIn, settings: Self.tokens)
        options.isAlone = true
        // Callers that could not keep time heard something else than was said to them: they make no statement.
        for attempt in 1...3 {
            let reports = Ledger<FakeCallReport>()
            try await TestLine.run(options) { line in
                for report in try await Self.sixCalls(rehearsed, line) { reports.append(report) }
                guard attempt == 3 || reports.events.allSatisfy(\.pacing.isReliable) else { return }
                try await Self.agrees(line, with: reports.events)
            }
            if reports.events.allSatisfy(\.pacing.isReliable) { return }
        }
    }

    private static func sixCalls(_ rehearsed: Rehearsed, _ line: TestLine) async throws -> [FakeCallReport] {
        try await withThrowingTaskGroup(of: FakeCallReport.self) { group in
            for _ in 0..<6 { group.addTask { try await line.fakeCall(rehearsed) } }
            try await eventually("all of them seen") { try await line.stats().calls.live == 6 }
            let list = try await line.decoded(CallListAnswer.self, "/ops/calls?limit=4&sort=duration")
            #expect(list.total == 6)
            #expect(list.calls.count == 4)
            #expect(list.calls.allSatisfy { $0.tenant == "shop" && !$0.why.isEmpty })
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func agrees(_ line: TestLine, with reports: [FakeCallReport]) async throws {
        try await eventually("all of them over") {
            let calls = try await line.stats().calls
            return calls.ended == reports.count && calls.live == 0
        }
        let stats = try await line.stats()
        #expect(stats.calls.started == reports.count)
        #expect(stats.calls.live == 0)
        #expect(stats.calls.endedByReason == ["caller_hung_up": reports.count])
        #expect(stats.admission.admitted == reports.count)
        #expect(stats.audio.framesIn == reports.map(\.framesSent).reduce(0, +))
        #expect(stats.audio.bargeIns == reports.map(\.bargeIns.count).reduce(0, +))
        #expect(stats.latency.bargeIn.sinceStart.count == stats.audio.bargeIns)
        #expect(stats.latency.firstAudio.sinceStart.count == reports.count)
        let answered = reports.flatMap(\.turns).count { $0.heardAfter != nil }
        #expect(stats.latency.turn.sinceStart.count == answered)
        #expect(stats.model.opened == reports.count)
        #expect(stats.model.open == 0)
        #expect(stats.model.failed == 0)
        for report in reports {
            let call = try await line.decoded(CallTimelineStats.self, "/ops/calls/\(report.callSid)")
            #expect(call.call.framesIn == report.framesSent)
            #expect(call.turns.count { $0.heardMs != nil } == report.turns.count { $0.heardAfter != nil })
            #expect(call.events.contains { $0.what == "barge-in" })
        }
    }

    // MARK: Acting

    @Test(.timeLimit(.minutes(3)))
    func `a call is hung up with a goodbye, put through, or cut, by route`() async throws {
        var options = TestLine.Options(settings: Self.tokens)
        options.tenants = TestLine.tenants("humanNumber: \"+14155550199\"")
        try await TestLine.run(options) { line in
            let endings: [(path: String, label: String)] = [
                ("hangup", "operator_ended"), ("hangup?now=true", "operator_ended"), ("transfer", "transferred"),
            ]
            for ending in endings {
                let (socket, _) = try await line.openLive()
                // From the second call on the greeting is a recording.
                try await line.isHeard(on: socket, turns: 1)
                let target = "/ops/calls/\(socket.callSID)/\(ending.path)"
                #expect(try await line.ops(target, token: Self.read, method: .POST).status == .forbidden)
                #expect(try await line.ops(target, method: .POST).status == .unauthorized)
                #expect(try await line.ops(target, token: Self.act, method: .POST).status == .ok)
                #expect(try await line.ending(of: socket.callSID).0.label == ending.label)
                try await eventually("remembered") {
                    try await line.decoded(CallTimelineStats.self, "/ops/calls/\(socket.callSID)").call.state == "ended"
                }
            }
            #expect(try await line.ops("/ops/calls/CA0/hangup", token: Self.act, method: .POST).status == .notFound)
            #expect(try await line.ops("/ops/calls?limit=0", token: Self.read).status == .badRequest)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a drain by route takes no calls, and is taken back`() async throws {
        try await TestLine.run(.init(settings: Self.tokens)) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            #expect(try await line.ops("/ops/drain", token: Self.act, method: .POST).status == .ok)
            #expect(try await line.get("/readyz").status == 503)
            #expect(try await line.announce().token == nil)
            try await eventually("named") { try await line.stats().problems.map(\.id) == ["draining"] }
            #expect(try await line.stats().instance.state == .draining)
            #expect(try await line.ops("/ops/undrain", token: Self.act, method: .POST).status == .ok)
            #expect(try await line.get("/readyz").status == 200)
            #expect(try await line.announce().token != nil)
            try await eventually("gone") { try await line.stats().problems.isEmpty }
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a drain by route tells who outlasts it goodbye; the process stays and takes calls again`() async throws {
        try await TestLine.run(.init(settings: Self.tokens)) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            for wrong in ["-1", "86401", "soon"] {
                let answer = try await line.ops("/ops/drain?seconds=\(wrong)", token: Self.act, method: .POST)
                #expect(answer.status == .badRequest)
            }
            #expect(try await line.get("/readyz").status == 200)
            #expect(try await line.ops("/ops/drain", token: Self.act, method: .POST).status == .ok)
            try await eventually("its deadline is told") {
                try await line.stats().instance.drainRemainingMs ?? 0 > 590_000
            }
            #expect(try await line.ops("/ops/drain?seconds=1", token: Self.act, method: .POST).status == .ok)
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.drained))
            #expect(try await line.get("/readyz").status == 503)
            #expect(try await line.ops("/ops/undrain", token: Self.act, method: .POST).status == .ok)
            let (again, _) = try await line.openLive()
            try await again.hangUp()
            #expect(try await line.ending(of: again.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `an open page is no reason to stay: its stream ends with the drain`() async throws {
        try await TestLine.run(.init(settings: Self.tokens)) { line in
            #expect(try await line.ops("/ops/events").status == .unauthorized)
            let page = try await line.ops("/ops")
            #expect(page.headers.first(name: "Content-Security-Policy")?.contains("default-src 'none'") == true)
            let stream = try await line.ops("/ops/events", token: Self.read)
            #expect(stream.headers.first(name: "Content-Type") == "text/event-stream")
            var said = ""
            for try await part in stream.body {
                if said.isEmpty { await line.services.triggerGracefulShutdown() }
                said += String(buffer: part)
            }
            #expect(said.hasPrefix("event: stats\ndata: {"))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `event loops that run late refuse new calls, and that is named; then calls are taken again`() async throws {
        let options = TestLine.Options(
            settings: {
                Self.tokens(&$0)
                $0.admission.shed.loopLag = .milliseconds(400)
            }, isAlone: true)
        try await TestLine.run(options) { line in
            #expect(try await line.announce().token != nil)
            let late = Task {
                while !Task.isCancelled {
                    for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
                        loop.execute { Thread.sleep(forTimeInterval: 0.6) }
                    }
                    try? await Task.sleep(for: .milliseconds(610))
                }
            }
            defer { late.cancel() }
            try await eventually("refused") { try await line.announce().token == nil }
            try await eventually("named, with its cause") {
                try await line.stats().problems.contains {
                    $0.id == "shedding" && $0.words.hasPrefix("new calls are refused: event loops run late (")
                }
            }
            #expect(try await line.get("/readyz").status == 503)
            late.cancel()
            try await eventually("taken again") { try await line.announce().token != nil }
            try await eventually("gone") { try await !line.stats().problems.contains { $0.id == "shedding" } }
            #expect(try await line.stats().admission.refusedByReason["overloaded"] ?? 0 > 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a model that fails is named in words, and no more once it works`() async throws {
        try await TestLine.run(.init(settings: Self.tokens)) { line in
            // A refused key, for one is not dialled with again.
            line.model.configuration.faults.refusedUpgradeStatus = 401
            for _ in 0..<2 {
                let socket = try await line.open()
                #expect(try await line.ending(of: socket.callSID).0.label == "model_unavailable")
            }
            try await eventually("named") { try await line.stats().problems.contains { $0.id == "model_failing" } }
            line.model.configuration.faults.refusedUpgradeStatus = nil
            // Less than a fifth of the sessions have failed.
            for _ in 0..<9 { _ = try await line.openLive() }
            try await eventually("gone") {
                try await !line.stats().problems.contains { $0.id == "model_failing" }
            }
        }
    }
}

/// The answer of `/ops/calls`.
private struct CallListAnswer: Decodable {
    var calls: [CallStats]
    var total: Int
}

/// A scenario with every line of it spoken.
struct Rehearsed: Sendable {
    let scenario: Scenario
    let speech: SpeechLibrary

    init(_ path: String) throws {
        scenario = try Scenario.load(path: path, today: CivilDateTime(year: 2026, month: 11, day: 25))
        let voice = scenario.voices.agent
        speech = try SpeechRenderer().render(
            scenario.lines + (Directions.sentences + [TestLine.greeting]).map { SpeechLine(voice: voice, text: $0) })
    }

    var standIn: StandInConfiguration {
        StandInConfiguration(
            script: AgentScript(turns: scenario.agentTurns),
            voice: RenderedVoice(library: speech, voice: scenario.voices.agent))
    }
}

extension TestLine {
    /// A scripted caller's whole call.
    func fakeCall(_ rehearsed: Rehearsed) async throws -> FakeCallReport {
        var configuration = FakeCallConfiguration(
            webhookURL: "http://127.0.0.1:\(port)/twilio/voice", publicURL: Self.publicURL, authToken: Self.authToken,
            accountSid: "AC00000000000000000000000000000001", scenario: rehearsed.scenario, speech: rehearsed.speech,
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), httpClient: client)
        configuration.keepsAudio = false
        return try await FakeCall.run(configuration)
    }

    /// What `/ops/stats` answers.
    func stats() async throws -> FleetStats { try await decoded(FleetStats.self, "/ops/stats") }

    /// What an ops route answers, decoded as its readers do.
    func decoded<Value: Decodable>(_ type: Value.Type, _ target: String) async throws -> Value {
        let response = try await ops(target, token: "a-token-that-may-only-read")
        let body = try await response.body.collect(upTo: 64 << 20)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(body.readableBytesView))
    }
}
