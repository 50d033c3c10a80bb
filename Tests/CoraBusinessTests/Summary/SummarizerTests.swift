import CoraCall
import CoraStore
import CoraTenant
import CoraWire
import Logging
import NIOCore
import Synchronization
import Testing

@testable import CoraBusiness

@Suite(.timeLimit(.minutes(10)))
struct SummarizerTests {
    private typealias Calls = SummaryCalls

    /// Answers at once, fails, or never answers until it is cancelled.
    private struct Model: SummaryModel {
        enum Manner { case good, fails, hangs }
        struct Failure: Error {}

        var manner = Manner.good

        func create(_ request: ByteBuffer) async throws -> ByteBuffer {
            switch manner {
            case .fails: throw Failure()
            case .hangs:
                try await Task.sleep(for: .seconds(3_600))
                throw Failure()
            case .good:
                let summary: JSON = [
                    "summary": "s", "outcome": "transferred", "properties_mentioned": [], "next_actions": [],
                    "lead_quality": 1,
                ]
                let content: JSON = [["type": "output_text", "text": .string(summary.text)]]
                let response: JSON = ["object": "response", "output": [["type": "message", "content": content]]]
                return ByteBuffer(string: response.text)
            }
        }
    }

    private final class Desk: Sendable {
        let rows = Mutex<[OutboxRow]>([])
        let time = Mutex(WallTime(seconds: 0))
        let isFull = Mutex(false)

        func summarizer(
            _ model: Model?, _ limits: SummaryLimits = SummaryLimits(),
            logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) -> Summarizer {
            Summarizer(
                prompt: SummaryPrompt(model: "m"), model: model, tools: Calls.catalog, limits: limits, logger: logger,
                wall: { self.time.withLock { $0 } },
                keep: { row in
                    guard !self.isFull.withLock({ $0 }) else { return false }
                    self.rows.withLock { $0.append(row) }
                    return true
                })
        }

        /// Call id and source of each row.
        var kept: [[String]] {
            rows.withLock { rows in
                rows.map { row in
                    [0, 7].map { if case .text(let text) = row.cells[$0] { text } else { "" } }
                }
            }
        }
    }

    private static func play(_ ids: [String], on summarizer: Summarizer) {
        for id in ids {
            summarizer.record(.started, of: Calls.ticket(id))
            summarizer.record(Calls.turn(1, .user, "Hello"), of: Calls.ticket(id))
            summarizer.record(Calls.ended(.callerHungUp), of: Calls.ticket(id))
        }
    }

    @Test func `the model's, for each call once`() async {
        let desk = Desk()
        let summarizer = desk.summarizer(Model())
        let ids = (0..<50).map { "c\($0)" }
        Self.play(ids, on: summarizer)
        #expect(summarizer.figures.waiting == 50)
        summarizer.finish()
        await summarizer.run()
        #expect(desk.kept.sorted { $0[0] < $1[0] } == ids.sorted().map { [$0, "model"] })
        #expect(summarizer.figures.byModel == 50)
        #expect(summarizer.figures.live == 0)
    }

    @Test func `and each says so in the log, with whose call it was`() async {
        let lines = LogLines()
        let summarizer = Desk().summarizer(
            Model(), logger: lines.logger)
        Self.play(["a"], on: summarizer)
        summarizer.finish()
        await summarizer.run()
        #expect(
            lines.containing("summary") == [
                "info summary cora.call.id=a cora.call.sid=CAa cora.summary.lead=1 "
                    + "cora.summary.outcome=transferred cora.summary.source=model cora.tenant=ray"
            ])
    }

    @Test(arguments: [true, false])
    func `the record's, if the model fails or there is none`(hasModel: Bool) async {
        let desk = Desk()
        let summarizer = desk.summarizer(hasModel ? Model(manner: .fails) : nil)
        Self.play(["a"], on: summarizer)
        summarizer.finish()
        await summarizer.run()
        #expect(desk.kept == [["a", "record"]])
    }

    @Test func `the record's for the rest, if the program must stop while the model thinks`() async {
        let desk = Desk()
        let summarizer = desk.summarizer(Model(manner: .hangs), SummaryLimits(concurrency: 2))
        let ids = (0..<10).map { "c\($0)" }
        Self.play(ids, on: summarizer)
        let run = Task { await summarizer.run() }
        while summarizer.figures.asking < 2 { await Task.yield() }
        run.cancel()
        await run.value
        #expect(desk.kept.sorted { $0[0] < $1[0] } == ids.map { [$0, "record"] })
        Self.play(["late"], on: summarizer)
        #expect(desk.kept.last == ["late", "record"])
    }

    @Test func `the record's at once, if too many wait`() async {
        let desk = Desk()
        let summarizer = desk.summarizer(Model(), SummaryLimits(waiting: 2))
        Self.play(["a", "b", "c"], on: summarizer)
        #expect(desk.kept == [["c", "record"]])
        summarizer.finish()
        await summarizer.run()
        #expect(desk.kept.count == 3)
    }

    @Test func `one for a caller who was cut off and came back, one for a caller who did not`() async {
        let desk = Desk()
        let summarizer = desk.summarizer(nil, SummaryLimits(absence: .seconds(10)))
        for id in ["back", "gone"] {
            summarizer.record(.started, of: Calls.ticket(id))
            summarizer.record(Calls.turn(1, .user, "before"), of: Calls.ticket(id))
            summarizer.record(Calls.ended(.callerSocketLost), of: Calls.ticket(id))
        }
        #expect(summarizer.figures.away == 2)
        summarizer.record(.started, of: Calls.ticket("back", attempt: 1))
        summarizer.record(Calls.turn(1, .user, "after"), of: Calls.ticket("back", attempt: 1))
        desk.time.withLock { $0 = WallTime(seconds: 10) }
        summarizer.sumUpTheAbsent()
        summarizer.record(Calls.ended(.callerHungUp), of: Calls.ticket("back", attempt: 1))
        summarizer.finish()
        await summarizer.run()
        // Several are summed up at once, in no order.
        #expect(desk.kept.sorted { $0[0] < $1[0] } == [["back", "record"], ["gone", "record"]])
        let row = desk.rows.withLock { $0.first { $0.call == "back" } }
        guard case .json(let json)? = row?.cells[2] else { return #expect(Bool(false)) }
        #expect(json.contains(#""turns":2"#))
    }

    @Test func `at once when a person has taken the call, not when no person has`() {
        let desk = Desk()
        let summarizer = desk.summarizer(Model())
        let order = TransferOrder("+14155550177")
        for (id, status) in [("taken", TransferStep.Status.answered), ("missed", .unanswered)] {
            summarizer.record(.started, of: Calls.ticket(id))
            summarizer.record(.ended(Termination(.transferred(to: order)), CallFigures()), of: Calls.ticket(id))
            summarizer.record(.transfer(TransferStep(order, .dialled)), of: Calls.ticket(id))
            #expect(summarizer.figures.away == 1)
            summarizer.record(.transfer(TransferStep(order, status)), of: Calls.ticket(id))
        }
        #expect(summarizer.figures.away == 1)
        #expect(summarizer.figures.waiting == 1)
    }

    @Test func `a caller who is put through is waited for as long as a person's voicemail takes to answer`() async {
        let desk = Desk()
        let summarizer = desk.summarizer(nil, SummaryLimits(absence: .seconds(30), transfer: .seconds(120)))
        summarizer.record(.started, of: Calls.ticket())
        summarizer.record(Calls.turn(1, .user, "before"), of: Calls.ticket())
        let order = TransferOrder("+14155550177")
        summarizer.record(.ended(Termination(.transferred(to: order)), CallFigures()), of: Calls.ticket())
        desk.time.withLock { $0 = WallTime(seconds: 119) }
        summarizer.sumUpTheAbsent()
        #expect(summarizer.figures.away == 1)
        summarizer.record(.started, of: Calls.ticket(attempt: 1))
        summarizer.record(Calls.turn(1, .user, "after"), of: Calls.ticket(attempt: 1))
        summarizer.record(Calls.ended(.callerHungUp), of: Calls.ticket(attempt: 1))
        summarizer.finish()
        await summarizer.run()
        #expect(desk.kept.count == 1)
        let row = desk.rows.withLock { $0.last }
        guard case .json(let json)? = row?.cells[2] else { return #expect(Bool(false)) }
        #expect(json.contains(#""turns":2"#))
    }

    @Test func `the record's for a caller who is away when the program stops, since another instance may have them`()
        async
    {
        let desk = Desk()
        let summarizer = desk.summarizer(Model())
        summarizer.record(.started, of: Calls.ticket())
        summarizer.record(Calls.ended(.drained), of: Calls.ticket())
        summarizer.finish()
        #expect(desk.kept == [["c1", "record"]])
        await summarizer.run()
        #expect(desk.kept.count == 1)
    }

    @Test func `a call that is taken up again begins with what the store has`() async {
        let desk = Desk()
        let summarizer = desk.summarizer(nil)
        let stored = StoredConversation(
            callID: "c1", callSID: "CAc1", tenant: nil, callerNumber: "+1", dialledNumber: "+2", streams: 1,
            isEnded: false, items: [Calls.caller("earlier")])
        summarizer.resume(Calls.ticket(attempt: 1), from: stored)
        summarizer.record(.started, of: Calls.ticket(attempt: 1))
        summarizer.record(Calls.turn(1, .user, "later"), of: Calls.ticket(attempt: 1))
        summarizer.record(Calls.ended(.callerHungUp), of: Calls.ticket(attempt: 1))
        summarizer.finish()
        await summarizer.run()
        guard case .json(let json)? = desk.rows.withLock({ $0.first })?.cells[2] else { return #expect(Bool(false)) }
        #expect(json.contains(#""turns":2"#))
    }

    @Test func `a row that the outbox does not take is counted`() {
        let desk = Desk()
        desk.isFull.withLock { $0 = true }
        let summarizer = desk.summarizer(nil, SummaryLimits(waiting: 0))
        Self.play(["a"], on: summarizer)
        #expect(summarizer.figures.refused == 1)
        #expect(summarizer.figures.byRecord == 0)
    }
}
