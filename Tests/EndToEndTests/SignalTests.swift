import CoraPostgres
import Foundation
import Testing

/// The real server as a process of its own, and the signals it is sent.
struct SignalTests {
    private typealias Surroundings = ServerSurroundings

    /// How calls ended, by the carrier's id: the label, and whether the record is whole.
    private static func endings(_ around: Surroundings) async throws -> [String: String] {
        let rows = try await around.pool.query(
            "SELECT twilio_sid, termination FROM calls WHERE ended_at IS NOT NULL"
        ).rows
        return Dictionary(rows.map { ($0["twilio_sid"] ?? "", $0["termination"] ?? "") }) { $1 }
    }

    @Test(.timeLimit(.minutes(4)))
    func
        `SIGTERM under live calls: none is cut before the deadline, none is accepted after, none is lost, and the exit code is 0`()
        async throws
    {
        try await Surroundings.with { around in
            let settings = around.settings.merging([
                "SHUTDOWN_GRACE_SECONDS": "7", "DRAIN_REDIRECT_URL": "https://other.example/twilio/voice",
            ]) { $1 }
            let server = try await ServerProcess.start(settings, in: around.folder)
            var calls: [Surroundings.Call] = []
            for _ in 0..<6 { calls.append(try await around.open(on: server)) }
            let begun = ContinuousClock.now
            server.send(SIGTERM)
            try await server.says("\"draining\"")

            #expect(try await around.get("/readyz", from: server) == HTTPAnswer(status: 503, body: "draining\n"))
            #expect(try await around.get("/healthz", from: server).status == 200)
            for _ in 0..<20 {
                let answer = try await around.announce(to: server)
                #expect(answer.token == nil)
                #expect(
                    answer.body.contains(
                        #"<Redirect method="POST">https://other.example/twilio/voice?moved=1</Redirect>"#))
            }
            let sentHere = try await around.post("/twilio/voice?moved=1", callSID: TestLine.newSID(), to: server)
            #expect(sentHere.body.contains("our telephone system is just being restarted"))

            // Each is answered after the signal, as before it; half of them hang up themselves.
            for call in calls {
                let place = around.dictation.ear.ledger.count
                try await call.socket.saySomething()
                try await around.dictation.ear.sent("response.done", in: call.session, after: place)
            }
            for call in calls[..<3] { try await call.socket.hangUp() }
            for call in calls[3...] {
                #expect(try await call.socket.closeCode() == 1001)
                #expect(ContinuousClock.now - begun > .seconds(7))
            }
            for call in calls[3...] {
                let moved = try await around.after(call, on: server)
                #expect(
                    moved.body.contains(
                        #"<Redirect method="POST">https://other.example/twilio/after?attempt=0&amp;moved=1</Redirect>"#)
                )
            }
            #expect(try await server.exitCode() == 0)

            let endings = try await Self.endings(around)
            #expect(
                calls[..<3].map { endings[$0.socket.callSID] } == [
                    "caller_hung_up", "caller_hung_up", "caller_hung_up",
                ])
            #expect(calls[3...].map { endings[$0.socket.callSID] } == ["drained", "drained", "drained"])
            #expect(endings.count == 6)
            for call in calls {
                let said = try await around.pool.query(
                    """
                    SELECT 1 FROM call_turns t JOIN calls c ON c.id = t.call_id
                    WHERE c.twilio_sid = $1 AND t.role = 'user'
                    """, [.text(call.socket.callSID)])
                #expect(said.count == 1)
            }
            let goodbyes = try await around.pool.query("SELECT 1 FROM call_turns WHERE text = 'One moment, please.'")
            #expect(goodbyes.count == 3)
            for call in calls { await call.socket.drop() }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a second SIGTERM hurries: calls hear their goodbye now`() async throws {
        try await Surroundings.with { around in
            let settings = around.settings.merging(["SHUTDOWN_GRACE_SECONDS": "600"]) { $1 }
            let server = try await ServerProcess.start(settings, in: around.folder)
            let call = try await around.open(on: server)
            try await around.dictation.ear.sent("response.done", in: call.session)
            server.send(SIGTERM)
            try await server.says("\"draining\"")
            server.send(SIGTERM)
            #expect(try await call.socket.closeCode() == 1001)
            _ = try await around.after(call, on: server)
            #expect(try await server.exitCode() == 0)
            #expect(try await Self.endings(around) == [call.socket.callSID: "drained"])
            let goodbyes = try await around.pool.query("SELECT 1 FROM call_turns WHERE text = 'One moment, please.'")
            #expect(goodbyes.count == 1)
            await call.socket.drop()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a drain by route with exit=true ends the process once the calls are over, and SIGTERM shortens it`()
        async throws
    {
        try await Surroundings.with { around in
            let token = "may-act-on-calls-here"
            let settings = around.settings.merging([
                "SHUTDOWN_GRACE_SECONDS": "1", "OPS_TOKEN": token,
            ]) { $1 }
            for isShortened in [false, true] {
                let server = try await ServerProcess.start(settings, in: around.folder)
                if !isShortened {
                    // One that was gone through to its end, and taken back, is forgotten.
                    _ = try await around.act("/ops/drain?seconds=0", token: token, on: server)
                    try await server.says("\"calls are cut\"")
                    _ = try await around.act("/ops/undrain", token: token, on: server)
                    try await server.says("\"calls are taken again\"")
                }
                let call = try await around.open(on: server)
                // The greeting, which may be a recording.
                try await call.socket.hears(bytes: 1)
                try await call.socket.isQuiet()
                let begun = ContinuousClock.now
                let drained = try await around.act(
                    "/ops/drain?exit=true&seconds=\(isShortened ? 600 : 2)", token: token, on: server)
                #expect(drained.status == 200 && drained.body.contains("then the process ends"))
                #expect(try await around.get("/readyz", from: server).status == 503)
                if isShortened { server.send(SIGTERM) }
                #expect(try await call.socket.closeCode() == 1001)
                #expect(ContinuousClock.now - begun > .seconds(isShortened ? 1 : 2))
                _ = try await around.after(call, on: server)
                #expect(try await server.exitCode() == 0)
                #expect(try await Self.endings(around)[call.socket.callSID] == "drained")
                await call.socket.drop()
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a third SIGTERM cuts, and the record is whole all the same`() async throws {
        try await Surroundings.with { around in
            let settings = around.settings.merging(["SHUTDOWN_GRACE_SECONDS": "600"]) { $1 }
            let server = try await ServerProcess.start(settings, in: around.folder)
            let call = try await around.open(on: server)
            server.send(SIGTERM)
            try await server.says("\"draining\"")
            // Two before the server looks: it goes through both steps.
            server.send(SIGTERM)
            try await server.says("calls are hurried")
            server.send(SIGINT)
            #expect(try await server.exitCode() == 0)
            #expect(try await Self.endings(around) == [call.socket.callSID: "drained"])
            await call.socket.drop()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `SIGHUP takes what may change, says what wants a restart, and a broken file changes nothing`() async throws {
        try await Surroundings.with { around in
            let file = URL(fileURLWithPath: around.folder + "/Config/cora.yaml")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("max:\n  calls: 1\n".utf8).write(to: file)
            let server = try await ServerProcess.start(around.settings, in: around.folder)
            let call = try await around.open(on: server)
            #expect(try await around.announce(to: server).body.contains("all our lines are busy"))

            try Data("max:\n  calls: 2\ngreeting:\n  warm: true\ncall:\n  silenceSeconds: 30\n".utf8).write(to: file)
            server.send(SIGHUP)
            try await server.says("settings were read again")
            try await server.says("a setting has changed and needs a restart")
            #expect(try await around.announce(to: server).token != nil)
            #expect(try await around.announce(to: server).token == nil)

            try Data("max:\n  calls: many\n".utf8).write(to: file)
            server.send(SIGHUP)
            try await server.says("settings were not taken")
            #expect(try await around.announce(to: server).body.contains("all our lines are busy"))
            try await call.socket.hangUp()
            try await eventually("a free place") { try await around.announce(to: server).token != nil }
            try await server.stop()
        }
    }
}
