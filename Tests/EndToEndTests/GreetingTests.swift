import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraWire
import Testing

struct GreetingTests {
    @Test(.timeLimit(.minutes(3)))
    func `recorded in advance, it is there for the first caller`() async throws {
        try await TestLine.run(.init(settings: { $0.tenants.warmGreetings = true })) { line in
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            try await line.settles(at: 0)
            let spoken = line.ear.agentAudio()
            let (socket, session) = try await line.openLive()
            try await socket.hears(bytes: spoken.count)
            #expect(socket.audio == spoken)
            #expect(line.ear.all("response.create", in: session).isEmpty)
        }
    }
}
