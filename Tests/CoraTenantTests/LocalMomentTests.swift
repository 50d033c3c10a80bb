import CoraTenant
import Testing

struct LocalMomentTests {
    @Test(arguments: [
        (2026, 11, 24, Weekday.tuesday), (2000, 2, 29, .tuesday), (1970, 1, 1, .thursday), (2024, 3, 1, .friday),
        (2100, 2, 28, .sunday), (2026, 1, 1, .thursday),
    ])
    func `days have their names`(year: Int, month: Int, day: Int, weekday: Weekday) throws {
        #expect(try #require(LocalMoment(year: year, month: month, day: day, minute: 0)).weekday == weekday)
    }

    @Test(arguments: [
        (2026, 2, 30), (2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0),
    ])
    func `there is no such day`(year: Int, month: Int, day: Int) {
        #expect(LocalMoment(year: year, month: month, day: day, minute: 0) == nil)
    }

    @Test(arguments: [
        (0, "12:00 AM"), (5, "12:05 AM"), (720, "12:00 PM"), (725, "12:05 PM"), (540, "9:00 AM"), (1439, "11:59 PM"),
        (1440, "12:00 AM"),
    ])
    func `times are said as people say them`(minute: Int, words: String) {
        #expect(LocalMoment.time(minute) == words)
    }

    @Test(arguments: [
        (24, 9 * 60, "Open now, until 12:30 PM. "), (24, 12 * 60 + 30, "Closed now; opens today at 1:00 PM. "),
        (24, 18 * 60, "Closed now; opens tomorrow, Wednesday, at 9:00 AM. "),
        (27, 18 * 60, "Closed now; opens on Monday at 9:00 AM. "),
    ])
    func `hours say what holds now`(day: Int, minute: Int, words: String) throws {
        let day = try #require(LocalMoment(year: 2026, month: 11, day: day, minute: minute))
        let intervals = [BusinessHours.Interval(opens: 540, closes: 750), .init(opens: 780, closes: 1080)]
        let hours = BusinessHours(Weekday.allCases.prefix(5), intervals.compactMap(\.self))

        #expect(
            hours.words(at: day) == words
                + "Monday to Friday 9:00 AM to 12:30 PM and 1:00 PM to 6:00 PM; Saturday to Sunday closed.")
        #expect(BusinessHours().words(at: day) == "Closed. Monday to Sunday closed.")
    }
}
