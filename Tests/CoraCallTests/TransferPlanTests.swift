import CoraCall
import CoraTenant
import Testing

struct TransferPlanTests {
    private static let all: [HumanQueue: String] = [
        .primaryAgent: "+1agent", .afterHours: "+1night", .spanishLine: "+1spanish",
    ]

    private static func plan(
        _ queue: HumanQueue, urgent: Bool = false, open: Bool = true, _ numbers: [HumanQueue: String] = all,
        human: String? = nil
    ) -> TransferPlan {
        TransferPlan.decide(queue, isUrgent: urgent, isOpen: open, numbers: numbers, humanNumber: human)
    }

    @Test func `in business hours the one who was asked for`() {
        #expect(Self.plan(.primaryAgent) == .call("+1agent"))
        #expect(Self.plan(.spanishLine) == .call("+1spanish"))
        #expect(Self.plan(.afterHours) == .call("+1night"))
    }

    @Test(arguments: [HumanQueue.primaryAgent, .spanishLine, .afterHours], [true, false])
    func `outside them the number for those hours`(queue: HumanQueue, urgent: Bool) {
        #expect(Self.plan(queue, urgent: urgent, open: false) == .call("+1night"))
    }

    @Test func `with no number for the night, the agent for what is urgent and a call back for the rest`() {
        let day: [HumanQueue: String] = [.primaryAgent: "+1agent", .spanishLine: "+1spanish"]
        for queue in [HumanQueue.primaryAgent, .afterHours] {
            #expect(Self.plan(queue, urgent: true, open: false, day) == .call("+1agent"))
            #expect(Self.plan(queue, open: false, day) == .closed)
        }
        #expect(Self.plan(.spanishLine, urgent: true, open: false, day) == .call("+1spanish"))
        #expect(Self.plan(.spanishLine, open: false, day) == .closed)
        #expect(Self.plan(.afterHours, day) == .call("+1agent"))
    }

    @Test func `a tenant with one number has it for every queue`() {
        for queue in HumanQueue.allCases {
            #expect(Self.plan(queue, [:], human: "+1one") == .call("+1one"))
        }
        #expect(Self.plan(.primaryAgent, [.primaryAgent: "+1agent"], human: "+1one") == .call("+1agent"))
    }

    @Test func `with no number at all no person is called, whatever the hour`() {
        for queue in HumanQueue.allCases {
            for open in [true, false] { #expect(Self.plan(queue, urgent: true, open: open, [:]) == .nobody) }
        }
    }

    @Test func `with only a number for the night, that one is called by day too`() {
        #expect(Self.plan(.primaryAgent, [.afterHours: "+1night"]) == .call("+1night"))
    }
}
