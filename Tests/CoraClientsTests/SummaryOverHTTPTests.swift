import AsyncHTTPClient
import CoraBusiness
import CoraCall
import CoraClients
import CoraStandIn
import CoraStore
import CoraTenant
import Logging
import Synchronization
import Testing

extension ResponsesClient: SummaryModel {}

/// A call's summary, from its end to its row, against the stand-in.
@Suite(.timeLimit(.minutes(10)))
struct SummaryOverHTTPTests {
    private static func source(_ failure: StandInFaults.SummaryFailure?) async throws -> [OutboxRow.Cell?] {
        let server = StandInServer(
            configuration: StandInConfiguration(
                summaryDelay: .zero, faults: StandInFaults(everySummaryFails: failure)), logger: Logger(label: "test"))
        // Only a model that is slow by script runs into the limit, so only that test waits for it.
        let attempt: Duration = failure == .slow ? .milliseconds(500) : .seconds(30)
        let client = try ResponsesClient(
            baseURL: "http://127.0.0.1:\(try await server.start())/v1", apiKey: "sk-test", http: .shared,
            retry: RetryPolicy(pause: .milliseconds(1)), limits: .init(attempt: attempt))
        let kept = Kept()
        let summarizer = Summarizer(
            prompt: SummaryPrompt(model: "gpt-4.1-mini"), model: client, tools: ToolCatalog([]),
            logger: Logger(label: "test"), wall: { WallTime(seconds: 0) },
            keep: { row in
                kept.rows.withLock { $0.append(row) }
                return true
            })
        let ticket = CallTicket(
            callSID: "CA1", callID: "c1", tenant: Tenant(id: "ray", numbers: [], agentName: "Ray"),
            callerNumber: "+14155550199", dialledNumber: "+15005550006")
        summarizer.record(.started, of: ticket)
        summarizer.record(.turn(Turn(sequence: 1, role: .user, item: "i", text: "Is it free?")), of: ticket)
        summarizer.record(.ended(Termination(.callerHungUp), CallFigures()), of: ticket)
        summarizer.finish()
        await summarizer.run()
        await server.shutdown()
        return kept.rows.withLock { $0.map { $0.cells.dropFirst(7).first } }
    }

    private final class Kept: Sendable {
        let rows = Mutex<[OutboxRow]>([])
    }

    @Test func `the model's, where it answers; the caller who hung up gets one too`() async throws {
        #expect(try await Self.source(nil) == [.text("model")])
    }

    @Test(arguments: StandInFaults.SummaryFailure.allCases)
    func `the record's, whatever the model does wrong`(failure: StandInFaults.SummaryFailure) async throws {
        #expect(try await Self.source(failure) == [.text("record")])
    }
}
