import CoraArguments
import CoraCall
import CoraPostgres
import CoraTenant
import CoraWire
import Testing

@testable import CoraTools

struct CallMistakesTests {
    private static let ask = "ask the caller in plain words"

    @Test func `a model that makes the same mistake twice in a call is told to ask the caller`() {
        let mistakes = CallMistakes()
        let error = ToolError(.invalidTime, "Say it otherwise.")
        #expect(mistakes.noting(error, of: "book_showing", in: "1") == error)
        // Another tool, another mistake, another call.
        #expect(mistakes.noting(error, of: "request_callback", in: "1") == error)
        let other = ToolError(.invalidPhone, "Say it otherwise.")
        #expect(mistakes.noting(other, of: "book_showing", in: "1") == other)
        #expect(mistakes.noting(error, of: "book_showing", in: "2") == error)
        for _ in 0..<2 {
            let again = mistakes.noting(error, of: "book_showing", in: "1")
            #expect(again.code == error.code && again.message.hasPrefix(error.message))
            #expect(again.message.contains(Self.ask))
        }
    }

    @Test func `an error that is no mistake of the model's is said as it is, however often`() {
        let mistakes = CallMistakes()
        for code in [ToolError.Code.timeTaken, .alreadyBooked, .outsideHours, .unavailable, .internalError] {
            let error = ToolError(code, "So it is.")
            for _ in 0..<3 { #expect(mistakes.noting(error, of: "book_showing", in: "1") == error) }
        }
    }

    @Test func `the executor says so, too`() async throws {
        let pool = PostgresPool(try PostgresConninfo("host=127.0.0.1 port=1"), logger: ToolDatabase.logger)
        await pool.close()
        let executor = ToolExecutor(
            ToolRegistry.cora.tools(on: pool), clocks: TestCall.clocks(), logger: ToolDatabase.logger)
        func message() async throws -> String {
            let outcome = await executor.run(
                ToolInvocation(id: "1", name: "search_properties", arguments: #"{"beds":"a few"}"#),
                on: TestCall.ticket())
            return try JSON.parse(outcome.envelope).message
        }
        #expect(try await !message().contains(Self.ask))
        #expect(try await message().contains(Self.ask))
    }

    @Test func `the notes of the calls noted first make room`() {
        var calls = RecentCalls<Int>(most: 3)
        for call in 1...5 { calls["\(call)", 0] += call }
        calls["4", 0] += 10
        #expect((1...5).map { calls["\($0)", 0] } == [0, 0, 3, 14, 5])
    }
}
