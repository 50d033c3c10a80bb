import CoraSupervisor
import Foundation
import Testing

@Suite struct OpsWordTests {
    @Test func `a word of this build is written and read as its text`() throws {
        let text = String(decoding: try JSONEncoder().encode([InstanceState.draining]), as: UTF8.self)
        #expect(text == #"["draining"]"#)
        #expect(try JSONDecoder().decode([InstanceState].self, from: Data(text.utf8)) == [.draining])
    }

    @Test func `stats and calls of a build that knew no channels are read`() throws {
        func without(_ keys: [String], _ value: some Encodable) throws -> Data {
            let whole = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any]
            return try JSONSerialization.data(withJSONObject: (whole ?? [:]).filter { !keys.contains($0.key) })
        }
        var stats = FleetStats(at: 7, instance: .init())
        (stats.web, stats.calls.live) = (.init(), 3)
        let former = try JSONDecoder().decode(FleetStats.self, from: try without(["web"], stats))
        #expect(former.web == nil && former.calls.live == 3 && former.calls.byChannel == nil)
        var call = CallStats(callSid: "WS1", callId: "c", tenant: "t", caller: "web")
        (call.channel, call.media, call.page) = ("web", "webrtc", .init())
        let known = try JSONDecoder().decode(CallStats.self, from: try without(["channel", "media", "page"], call))
        #expect(known.channel == nil && known.media == nil && known.page == nil && known.caller == "web")
    }

    @Test func `what a later build says more is read all the same`() throws {
        let json = """
            {"id": "moon_down", "severity": "fatal", "words": "no moon", "since": 7, "runbook": "moon_down"}
            """
        let problem = try JSONDecoder().decode(Problem.self, from: Data(json.utf8))
        #expect(problem.id == "moon_down" && problem.severity == .warning)
        #expect(try JSONDecoder().decode([InstanceState].self, from: Data(#"["asleep"]"#.utf8)) == [.unknown])
    }
}
