import CoraCall
import Testing

@testable import CoraServer

struct DialResultTests {
    private static func result(_ status: String?, _ bridged: String? = "false", call: String? = "in-progress")
        -> DialResult
    {
        DialResult(status: status, bridged: bridged, call: call)
    }

    @Test func `a person who pressed the key has taken the call: it is over for us`() {
        #expect(Self.result("completed", "true").status == .answered)
        #expect(Self.result("completed", "true").missed == nil)
        #expect(Self.result("completed", nil).status == .answered)
    }

    @Test func `voicemail answers, but presses nothing: the caller is back`() {
        let result = Self.result("completed")
        #expect(result.status == .unanswered && result.missed == .unanswered)
        #expect(result.detail == "answered, and not taken with a key")
    }

    @Test func `each way of not being reached brings the caller back with its reason`() {
        #expect(Self.result("busy").missed == .busy)
        #expect(Self.result("failed").missed == .failed)
        #expect(Self.result("failed").status == .failed)
        #expect(Self.result("no-answer").missed == .unanswered)
        #expect(Self.result("canceled").missed == .unanswered)
        #expect(Self.result(nil).missed == .unanswered)
    }

    @Test(arguments: ["busy", "failed", "no-answer", "canceled", "completed"])
    func `a caller who has hung up is not brought back`(status: String) {
        #expect(Self.result(status, call: "completed").missed == nil)
        #expect(Self.result(status, call: "completed").status != .answered)
    }
}
