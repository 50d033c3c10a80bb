import CoraPostgres
import CoraStore
import Logging
import StoreTesting
import Synchronization
import Testing

struct TranscriptWriterTests {
    /// What the store does with the ids that are sent to it.
    private final class Store: Sendable {
        private let state = Mutex<(sent: [[String]], answer: [PostgresError?])>(([], []))
        private let refuses: @Sendable ([String]) -> PostgresError?

        init(_ answers: [PostgresError?] = [], refuses: @escaping @Sendable ([String]) -> PostgresError? = { _ in nil })
        {
            self.refuses = refuses
            state.withLock { $0.answer = answers }
        }

        var committed: [String] { state.withLock { $0.sent.flatMap { $0 } } }

        func send(_ statements: [PostgresStatement]) throws(PostgresError) {
            let ids = statements.flatMap { statement -> [String] in
                guard case .uuidArray(let ids)? = statement.parameters.first else { return [] }
                return ids.compactMap { $0 }
            }
            let error = state.withLock { state in
                if !state.answer.isEmpty, let error = state.answer.removeFirst() { return error as PostgresError? }
                if let error = refuses(ids) { return error }
                state.sent.append(ids)
                return nil
            }
            if let error { throw error }
        }
    }

    private static func turn(_ number: Int) -> OutboxRow {
        OutboxRow(.turn, [.text("\(number)"), .text("call"), .integer(Int64(number)), .text("user"), .text("hello")])
    }

    private static func writer(_ outbox: Outbox, _ store: Store) -> TranscriptWriter {
        TranscriptWriter(outbox: outbox, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
            statements throws(PostgresError) in
            try store.send(statements)
        }
    }

    /// Accepts rows, runs the writer until it has stopped, and returns its figures.
    private static func write(
        _ rows: [OutboxRow], to store: Store, within patience: Duration = .seconds(30)
    ) async throws -> (WriterFigures, [ShelvedRow], Int) {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            for row in rows { #expect(outbox.accept([row])) }
            let writer = writer(outbox, store)
            await writer.stop(within: patience)
            await writer.run()
            try await outbox.flush()
            let shelf = try await outbox.shelf()
            let left = outbox.figures.rows
            await outbox.close()
            return (writer.figures, shelf, left)
        }
    }

    @Test func `everything goes over in order, once`() async throws {
        let store = Store()
        let (figures, _, left) = try await Self.write((1...2500).map(Self.turn), to: store)
        #expect(store.committed == (1...2500).map(String.init))
        #expect(figures.written == 2500)
        #expect(left == 0)
    }

    @Test func `rows that are refused for their own sake are found among others, set aside, and hold up nothing`()
        async throws
    {
        let bad: Set = ["3", "700", "701"]
        let store = Store { ids in
            ids.contains(where: bad.contains) ? PostgresError(.server, "no", sqlState: "22P02") : nil
        }
        let (figures, shelf, left) = try await Self.write((1...1000).map(Self.turn), to: store)
        #expect(store.committed == (1...1000).map(String.init).filter { !bad.contains($0) })
        #expect(shelf.map(\.sequence) == [3, 700, 701])
        #expect(shelf.allSatisfy { $0.error.contains("22P02") })
        #expect(figures.shelved == 3)
        #expect(left == 0)
    }

    @Test(arguments: [
        PostgresError(.connectionLost, "gone"), PostgresError(.connectFailed, "no"),
        PostgresError(.timeout, "late"), PostgresError(.busy, "full"),
        PostgresError(.server, "read-only", sqlState: "25006"),
        PostgresError(.server, "no such table", sqlState: "42P01"),
        PostgresError(.server, "serialization", sqlState: "40001"),
        PostgresError(.server, "too many connections", sqlState: "53300"),
    ])
    func `a store that is away is waited for; a row is not blamed for it`(error: PostgresError) async throws {
        let store = Store([error, error])
        let (figures, shelf, left) = try await Self.write([Self.turn(1), Self.turn(2)], to: store)
        #expect(store.committed == ["1", "2"])
        #expect(figures.failures == 2)
        #expect(figures.failuresRunning == 0)
        #expect(figures.lastError?.contains(error.message) == true)
        #expect(shelf.isEmpty)
        #expect(left == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a writer that must stop while the store is away leaves the rows on disk`() async throws {
        let store = Store { _ in PostgresError(.connectFailed, "no") }
        let (figures, shelf, left) = try await Self.write(
            (1...10).map(Self.turn), to: store, within: .milliseconds(300))
        #expect(store.committed.isEmpty)
        #expect(figures.written == 0)
        #expect(shelf.isEmpty)
        #expect(left == 10)
    }

    @Test func `rows of another version are set aside, or filled up, and never put where they do not belong`()
        async throws
    {
        let store = Store()
        let short = OutboxRow(.turn, [.text("1"), .text("call")])
        let wrong = OutboxRow(.turn, [.text("2"), .text("call"), .text("not a time")])
        let long = OutboxRow(.turn, Array(repeating: .null, count: 40))
        let (_, shelf, left) = try await Self.write([short, wrong, long, Self.turn(3)], to: store)
        #expect(store.committed == ["1", "3"])
        #expect(shelf.map(\.sequence) == [2, 3])
        #expect(left == 0)
    }
}
