import CoraCall
import CoraTenant
import Testing

@testable import CoraFakeTwilio

struct ScenarioDayTests {
    @Test(arguments: [
        ("2027-03-10", "Thursday 2027-03-11"), ("2027-03-11", "Friday 2027-03-12"),
        ("2027-03-12", "Monday 2027-03-15"), ("2027-03-13", "Monday 2027-03-15"),
        ("2027-03-14", "Monday 2027-03-15"), ("2027-12-31", "Monday 2028-01-03"),
        ("2028-02-28T23:59", "Tuesday 2028-02-29"),
    ])
    func `a workday is the next day on which the business is open`(today: String, expected: String) throws {
        #expect(ScenarioDay(after: try CivilDateTime(today)).fill("${weekday} ${workday}") == expected)
    }
}
