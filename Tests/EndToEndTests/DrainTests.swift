import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraWire
import ServiceLifecycle
import Testing

struct DrainTests {
    @Test(.timeLimit(.minutes(3)))
    func `new calls are refused, the one in progress goes on to its end, and then the process is done`() async throws {
        let callSID = Ledger<String>()
        let calls = Ledger<Ledger<TestLine.Kept>>()
        try await TestLine.run(.init(settings: { $0.server.shutdownGrace = .seconds(20) })) { line in
            let (socket, session) = try await line.openLive()
            callSID.append(socket.callSID)
            calls.append(line.calls)
            try await line.ear.sent("response.done", in: session)
            await line.services.triggerGracefulShutdown()
            try await eventually("draining") { await line.application.supervisor.isDraining }
            #expect(try await line.get("/readyz") == HTTPAnswer(status: 503, body: "draining\n"))
            #expect(try await line.get("/healthz").status == 200)
            let refused = try await line.announce()
            #expect(refused.token == nil)
            #expect(refused.answer.body.contains("our telephone system is just being restarted"))

            let place = line.ear.ledger.count
            try await socket.saySomething()
            let done = try await line.ear.sent("response.done", in: session, after: place)
            #expect(done["response"]?["status"] == "completed")
            try await socket.hangUp()
        }
        let sid = try #require(callSID.events.first)
        let ends = calls.events[0].events.compactMap { kept -> Termination? in
            if kept.callSID == sid, case .ended(let termination, _) = kept.entry { termination } else { nil }
        }
        #expect(ends == [Termination(.callerHungUp)])
    }

    @Test(.timeLimit(.minutes(3)))
    func `a call that outlasts the grace hears a goodbye, and may go on elsewhere`() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await eventually("the greeting heard") { line.turns(of: socket.callSID).count == 1 }
            await line.services.triggerGracefulShutdown()
            let code = try await socket.closeCode()
            #expect(code == 1_001)
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.drained))
            #expect(line.turns(of: socket.callSID).map(\.text) == [TestLine.greeting, "One moment, please."])
            #expect(socket.audio == line.ear.agentAudio(in: session))
            #expect(try await socket.playedMilliseconds() == socket.audio.count / 8)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a ticket whose call does not come does not hold the drain up`() async throws {
        try await TestLine.run { line in _ = try await line.announce() }
    }
}
