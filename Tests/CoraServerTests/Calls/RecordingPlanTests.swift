import CoraCall
import CoraTenant
import Testing

@testable import CoraServer

struct RecordingPlanTests {
    private static func plan(_ tenants: [Tenant]) -> RecordingPlan {
        RecordingPlan(tenants) { RecordingKey(text: $1, voice: $0.voice, model: $0.model ?? "m") }
    }

    private static func tenant(_ id: String, voice: String = "marin", _ own: [Phrase: String] = [:]) -> Tenant {
        Tenant(id: id, numbers: [], agentName: id, phrases: own, voice: voice)
    }

    @Test func `the greetings of all tenants come first`() {
        let plan = Self.plan([Self.tenant("ann"), Self.tenant("ben")])
        #expect(plan.lines.prefix(2).map(\.tenant.id) == ["ann", "ben"])
        #expect(plan.lines.prefix(2).allSatisfy { $0.phrase == nil && $0.key.text == $0.tenant.greeting })
        #expect(plan.lines.dropFirst(2).map(\.phrase) == Phrase.allCases)
    }

    @Test func `a thousand tenants with CORA's own sentences share six recordings`() {
        let plan = Self.plan((0..<1000).map { Self.tenant("t\($0)") })
        #expect(plan.lines.count == 1006)
        #expect(plan.keys.count == plan.lines.count)
    }

    @Test func `tenants share what they say in the same words, voice and model, and nothing else`() {
        let own = Self.tenant("cid", [.hold: "Hang on."])
        let plan = Self.plan([Self.tenant("ann"), Self.tenant("ben", voice: "verse"), own])
        let holds = plan.lines.filter { $0.phrase == .hold }
        #expect(holds.map(\.tenant.id) == ["ann", "ben", "cid"])
        #expect(plan.lines.filter { $0.phrase == .goodbye }.map(\.tenant.id) == ["ann", "ben"])
        #expect(holds.last?.key.text == "Hang on.")
    }
}
