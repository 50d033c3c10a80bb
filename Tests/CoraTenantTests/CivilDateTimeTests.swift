import CoraTenant
import Testing

struct CivilDateTimeTests {
    @Test(arguments: [
        ("2027-03-14", CivilDateTime(year: 2027, month: 3, day: 14)),
        ("2027-03-14T15:30", CivilDateTime(year: 2027, month: 3, day: 14, second: 55_800)),
        ("2027-03-14t15:30:01.25", CivilDateTime(year: 2027, month: 3, day: 14, second: 55_801)),
        (
            "2027-03-14 15:30:00-05:00",
            CivilDateTime(year: 2027, month: 3, day: 14, second: 55_800, offset: -18_000)
        ),
        ("2027-03-14T15:30Z", CivilDateTime(year: 2027, month: 3, day: 14, second: 55_800, offset: 0)),
        ("2027-03-14T15:30+0530", CivilDateTime(year: 2027, month: 3, day: 14, second: 55_800, offset: 19_800)),
        ("2028-02-29T00:00", CivilDateTime(year: 2028, month: 2, day: 29, second: 0)),
    ])
    func `what is read`(text: String, expected: CivilDateTime) throws {
        #expect(try CivilDateTime(text) == expected)
    }

    @Test(arguments: [
        ("2027-02-30T14:00", CivilDateTime.Problem.noSuchDay), ("2027-02-29", .noSuchDay),
        ("2027-04-31", .noSuchDay),
        ("2027-13-01", .noSuchDay), ("2027-00-10", .noSuchDay), ("2100-02-29", .noSuchDay),
        ("2027-03-14T24:00", .noSuchTime), ("2027-03-14T12:60", .noSuchTime), ("tomorrow at 2", .malformed),
        ("", .malformed), ("2027-3-14", .malformed), ("2027-03-14T15", .malformed),
        ("2027-03-14T15:30 CST", .malformed),
        ("2027-03-14T15:30+", .malformed), ("2027-03-14T15:30:00Z; DROP TABLE", .malformed),
        ("٢٠٢٧-03-14", .malformed),
    ])
    func `what is refused, and why`(text: String, why: CivilDateTime.Problem) {
        #expect(throws: why) { try CivilDateTime(text) }
    }

    @Test func `days of the week, and seconds`() throws {
        #expect(try CivilDateTime("1970-01-01").weekday == .thursday)
        #expect(try CivilDateTime("2026-11-25").weekday == .wednesday)
        #expect(try CivilDateTime("1969-12-28").weekday == .sunday)
        for seconds in stride(from: -5_000_000_000, to: 9_000_000_000, by: 123_456_789) {
            #expect(CivilDateTime(secondsAsUTC: seconds).secondsAsUTC == seconds)
        }
        #expect(try CivilDateTime("2026-11-25T00:01").secondsAsUTC == 1_795_564_860)
    }
}
