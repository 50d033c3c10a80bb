import CoraTenant
import Testing

struct BusinessHoursTests {
    private static let hours = BusinessHours(byDay: [
        "mon": [["09:00", "12:00"], ["13:00", "17:30"]], "sat": [["10:00", "24:00"]], "wed": [],
    ])

    @Test(arguments: [
        (Weekday.monday, 539, false), (.monday, 540, true), (.monday, 719, true), (.monday, 720, false),
        (.monday, 780, true), (.monday, 1050, false), (.wednesday, 600, false), (.saturday, 1439, true),
        (.sunday, 0, false),
    ])
    func `open from the first minute to the last before closing`(day: Weekday, minute: Int, expected: Bool) throws {
        #expect(try #require(Self.hours).isOpen(day, minute: minute) == expected)
    }

    @Test(arguments: [
        (Weekday.monday, 600, 0, Weekday.monday, 600), (.monday, 0, 0, .monday, 540),
        (.monday, 730, 0, .monday, 780), (.monday, 1050, 5, .saturday, 600), (.sunday, 1439, 1, .monday, 540),
    ])
    func `the next opening is now, later that day, or on another`(
        day: Weekday, minute: Int, ahead: Int, opens: Weekday, at: Int
    ) throws {
        let next = try #require(Self.hours?.nextOpening(from: day, minute: minute))
        #expect((next.daysAhead, next.weekday, next.minute) == (ahead, opens, at))
    }

    @Test func `a week has one opening only: after it, it is next week's; with none, there is none`() throws {
        let once = try #require(BusinessHours(byDay: ["tue": [["08:00", "09:00"]]]))
        let next = once.nextOpening(from: .tuesday, minute: 540)
        #expect(next?.daysAhead == 7 && next?.weekday == .tuesday && next?.minute == 480)
        #expect(BusinessHours().nextOpening(from: .monday, minute: 0) == nil)
    }

    @Test func `intervals that touch or overlap are one`() {
        let hours = BusinessHours(byDay: ["mon": [["12:00", "15:00"], ["09:00", "12:00"], ["14:00", "16:00"]]])
        #expect(hours?.byDay == ["mon": [["09:00", "16:00"]]])
    }

    @Test func `texts are read and written alike`() {
        #expect(Self.hours?.text(of: .monday) == "09:00-12:00, 13:00-17:30")
        #expect(Self.hours?.text(of: .wednesday) == "closed")
        #expect(BusinessHours.intervals("09:00-12:00,13:00 - 17:30") == Self.hours?[.monday])
        #expect(BusinessHours.intervals("closed") == [])
        #expect(BusinessHours.days("fri-mon") == [.friday, .saturday, .sunday, .monday])
        #expect(BusinessHours.days("wed") == [.wednesday])
    }

    @Test(arguments: [
        "", "9-5", "09:00", "09:00-09:00", "17:00-09:00", "09:00-24:01", "09:60-10:00", "09:00-12:00,",
        "ab:cd-ef:gh",
    ])
    func `what is no hours is none`(text: String) {
        #expect(BusinessHours.intervals(text) == nil)
    }

    @Test(arguments: ["", "monday", "mon-", "mon-tue-wed", "-"])
    func `days that are none are none`(text: String) {
        #expect(BusinessHours.days(text) == nil)
    }
}
