import CoraCall
import Testing

@testable import CoraServer

@Suite("What came of calling a person")
struct DialResultTests {
    private static func result(_ status: String?, _ bridged: String? = "false", call: String? = "in-progress")
        -> DialResult
    {
        DialResult(status: status, bridged: bridged, call: call)
    }

    @Test("a person who pressed the key has taken the call: it is over for us")
    func answered() {
        #expect(Self.result("completed", "true").status == .answered)
        #expect(Self.result("completed", "true").missed == nil)
        #expect(Self.result("completed", nil).status == .answered)
    }

    @Test("voicemail answers, but presses nothing: the caller is back")
    func voicemail() {
        let result = Self.result("completed")
        #expect(result.status == .unanswered && result.missed == .unanswered)
        #expect(result.detail == "answered, and not taken with a key")
    }

    @Test("each way of not being reached brings the caller back with its reason")
    func missed() {
        #expect(Self.result("busy").missed == .busy)
        #expect(Self.result("failed").missed == .failed)
        #expect(Self.result("failed").status == .failed)
        #expect(Self.result("no-answer").missed == .unanswered)
        #expect(Self.result("canceled").missed == .unanswered)
        #expect(Self.result(nil).missed == .unanswered)
    }

    @Test(
        "a caller who has hung up is not brought back",
        arguments: ["busy", "failed", "no-answer", "canceled", "completed"])
    func gone(status: String) {
        #expect(Self.result(status, call: "completed").missed == nil)
        #expect(Self.result(status, call: "completed").status != .answered)
    }
}
