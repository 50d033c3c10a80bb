import CoraPostgres
import Testing

/// The real server as a process of its own, killed in the middle of calls.
struct KilledServerTests {
    private static let callsAtOnce = 6
    private static let rounds = 2

    private typealias Call = ServerSurroundings.Call
    private typealias Surroundings = ServerSurroundings

    @Test(.timeLimit(.minutes(5)))
    func
        `kill -9 in the middle of a burst: every accepted turn is in Postgres exactly once, in order, and no call stays open`()
        async throws
    {
        try await Surroundings.with { around in
            for _ in 1...Self.rounds {
                let server = try await ServerProcess.start(around.settings, in: around.folder)
                let (calls, death) = try await Self.burst(on: server, around)
                _ = try await server.exitCode()
                let again = try await ServerProcess.start(around.settings, in: around.folder)
                // They are ended once everything that was on disk is in the database.
                try await eventually("no call open") {
                    try await around.pool.query("SELECT 1 FROM calls WHERE ended_at IS NULL").count == 0
                }
                for call in calls { try await Self.check(call, around, death) }
                try await again.stop()
            }
            let doubled = try await around.pool.query(
                "SELECT call_id, sequence FROM call_turns GROUP BY call_id, sequence HAVING count(*) > 1")
            #expect(doubled.count == 0)
        }
    }

    /// Calls that talk at once until the server is killed.
    private static func burst(
        on server: ServerProcess, _ around: Surroundings
    ) async throws -> ([Call], ContinuousClock.Instant) {
        let before = around.dictation.words.count
        var calls: [Call] = []
        for _ in 1...callsAtOnce { calls.append(try await around.open(on: server)) }
        let death = try await withThrowingTaskGroup(of: Void.self) { tasks in
            for call in calls { tasks.addTask { try? await talk(on: call, around.dictation) } }
            try await eventually("a burst") { around.dictation.words.count - before >= 15 * callsAtOnce }
            try await Task.sleep(for: .milliseconds(1500))
            server.kill()
            let death = ContinuousClock.now
            tasks.cancelAll()
            return death
        }
        for call in calls { await call.socket.drop() }
        return (calls, death)
    }

    /// The caller talks as soon as the agent has answered, over the answer; every third is heard to its end.
    private static func talk(on call: Call, _ dictation: Dictation) async throws {
        for turn in 1...250 {
            let isPatient = turn.isMultiple(of: 3)
            if isPatient { try await hear(call) }
            let place = dictation.ear.ledger.count
            let before = call.socket.audio.count
            try await call.socket.saySomething()
            try await dictation.ear.sent("response.done", in: call.session, after: place)
            guard isPatient else { continue }
            try await call.socket.hears(bytes: before + 1)
            try await hear(call)
            dictation.wasHeard(in: call.session)
        }
    }

    /// Waits until what is on its way has been played.
    private static func hear(_ call: Call) async throws {
        try await Task.sleep(for: .milliseconds(200))
        try await call.socket.isQuiet()
    }

    /// What is in the database of a call, against what the model's end wrote down.
    private static func check(_ call: Call, _ around: Surroundings, _ death: ContinuousClock.Instant) async throws {
        let rows = try await around.pool.query(
            """
            SELECT t.role, t.text, c.outcome, c.ended_at = max(t.ts) OVER () AS fits
            FROM calls AS c JOIN call_turns AS t ON t.call_id = c.id WHERE c.twilio_sid = $1 ORDER BY t.sequence
            """, [.text(call.socket.callSID)])
        func line(_ isCaller: Bool, _ text: String) -> String { (isCaller ? "user: " : "assistant: ") + text }
        let stored = try rows.rows.map { line($0["role"] == "user", try $0.value("text")) }
        // From the second call on the greeting is a recording, and not the model's.
        let said =
            [line(false, TestLine.greeting)]
            + around.dictation.words.filter { $0.session == call.session }.map { line($0.isCaller, $0.text) }
        let due = around.dictation.due(in: call.session, at: death).map { line($0.isCaller, $0.text) }
        #expect(due.count >= 4)
        #expect(Set(due).subtracting(stored) == [], "accepted and lost")
        #expect(Set(stored).count == stored.count, "stored twice")
        #expect(Set(stored).subtracting(said) == [], "never said")
        #expect(
            stored.filter { $0.hasPrefix("user") } == said.filter(Set(stored).contains).filter { $0.hasPrefix("user") })
        #expect(rows.first?["outcome"] == "process_lost")
        #expect(rows.first?["fits"] == "t")
    }
}
