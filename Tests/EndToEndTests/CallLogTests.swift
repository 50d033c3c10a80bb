import CoraCall
import CoraSpeech
import CoraStandIn
import CoraWire
import Testing

struct CallLogTests {
    @Test(.timeLimit(.minutes(3)))
    func `every line of it says whose call it is, and the key moments are there`() async throws {
        var options = TestLine.Options()
        options.standIn.script = AgentScript(turns: [
            .init(
                heard: "look", says: "", thinkingMilliseconds: 0, toolCalls: [.init(name: "look")],
                afterTools: "Found.")
        ])
        try await TestLine.run(options) { line in
            let (socket, _) = try await line.openLive()
            try await line.isHeard(on: socket, turns: 1)
            try await socket.saySomething()
            try await eventually("the answer") {
                line.turns(of: socket.callSID).contains { $0.text == "Found." }
            }
            try await socket.hangUp()
            _ = try await line.ending(of: socket.callSID)
            let sid = socket.callSID
            try await line.log.first("the call's end") {
                $0["message"] == "call ended" && $0["cora.call.sid"]?.string == sid
            }
            let lines = line.log.events.filter { $0["cora.call.sid"]?.string == sid }
            let moments = [
                "incoming call", "call started", "realtime connected", "user said", "tool call", "agent said",
                "call ended",
            ]
            let messages = Set(lines.compactMap { $0["message"]?.string })
            #expect(Set(moments).subtracting(messages) == [])
            for line in lines {
                #expect(line["cora.tenant"]?.string == "shop", "\(line["message"]?.string ?? "") names no tenant")
            }
        }
    }
}
