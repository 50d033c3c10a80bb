import CoraCall
import CoraServer
import CoraStandIn
import Testing

@Suite("The longest time of a call")
struct LongestTimeTests {
    @Test("the caller is warned, then told goodbye, and hears it to its end", .timeLimit(.minutes(2)))
    func limit() async throws {
        let options = TestLine.Options(settings: {
            $0.calls.manners.maximumDuration = .seconds(6)
            $0.calls.manners.durationWarning = .seconds(5)
        })
        try await TestLine.run(options) { line in
            let (socket, session) = try await line.openLive()
            let code = try await socket.closeCode()
            #expect(code == 1_000)
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.durationLimit))
            let said = line.turns(of: socket.callSID)
            #expect(
                said.map(\.text) == [
                    TestLine.greeting, "Just so you know, we have about a minute left on this call.",
                    "We're out of time for this call. Goodbye.",
                ])
            #expect(said.allSatisfy { $0.cutMilliseconds == nil })
            #expect(socket.audio == line.ear.agentAudio(in: session))
            #expect(try await socket.playedMilliseconds() == socket.audio.count / 8)
            #expect(try await line.after(socket.callSID).body.contains("<Hangup"))
        }
    }
}
