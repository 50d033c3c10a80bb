import CoraStore
import Testing

struct BatchPlanTests {
    private let plan = BatchPlan(enough: 500, most: 4000, patience: 200_000)

    @Test(arguments: [
        (0, 0, false, BatchPlan.Step.rest), (0, 900_000, true, .rest), (1, 0, false, .wait(200_000)),
        (499, 150_000, false, .wait(50_000)), (499, 200_000, false, .take(499)), (500, 0, false, .take(500)),
        (3999, 0, false, .take(3999)), (9000, 0, false, .take(4000)), (7, 0, true, .take(7)),
        (7, -5, false, .take(7)), (7, .max, false, .take(7)),
    ])
    func `enough rows go at once, fewer wait for others, none rest`(
        waiting: Int, age: Int64, isLast: Bool, step: BatchPlan.Step
    ) {
        #expect(plan.step(waiting: waiting, age: age, isLast: isLast) == step)
    }

    @Test func `a plan that makes no sense is made to make some`() {
        let plan = BatchPlan(enough: 0, most: -1, bytes: 0, patience: -1)
        #expect(plan == BatchPlan(enough: 1, most: 1, bytes: 1, patience: 0))
        #expect(plan.step(waiting: 3, age: 0, isLast: false) == .take(1))
    }
}
