import CoraSupervisor
import Testing

@testable import CoraServer

struct CallListQueryTests {
    private static func call(_ sid: String, _ channel: String?, length: Int64) -> CallStats {
        var call = CallStats(callSid: sid, callId: "c", tenant: "acme", caller: "+1")
        (call.channel, call.durationMs, call.state) = (channel, length, "live")
        return call
    }

    private static let calls = [
        call("CA1", "telephone", length: 10), call("WS1", "web", length: 20), call("WS2", "web", length: 30),
        call("CA2", nil, length: 40),
    ]

    private static func select(_ query: [String: String]) -> [String]? {
        CallListQuery { query[$0] }?.select(calls).calls.map(\.callSid)
    }

    @Test func `calls are those of a channel, the longest first`() {
        #expect(Self.select([:]) == ["CA2", "WS2", "WS1", "CA1"])
        #expect(Self.select(["channel": "web"]) == ["WS2", "WS1"])
        #expect(Self.select(["channel": "web", "limit": "1"]) == ["WS2"])
        #expect(Self.select(["channel": "telephone", "state": "live"]) == ["CA1"])
        #expect(Self.select(["channel": "telephone", "tenant": "other"]) == [])
    }

    @Test func `an order or a limit that there is not is refused`() {
        for query in [["sort": "colour"], ["limit": "0"], ["limit": "5001"], ["limit": "many"]] {
            #expect(Self.select(query) == nil)
        }
    }
}
