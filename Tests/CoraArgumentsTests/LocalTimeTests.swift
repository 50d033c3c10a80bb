import CoraCall
import CoraTenant
import Testing

@testable import CoraArguments

struct LocalTimeTests {
    private static let austin = LocalClock("America/Chicago")

    @Test(arguments: [
        ("2026-11-25T14:00", "2026-11-25T14:00-06:00"), ("2026-07-01T14:00", "2026-07-01T14:00-05:00"),
        ("2026-11-25T14:00:00Z", "2026-11-25T08:00-06:00"), ("2026-11-25T14:00-05:00", "2026-11-25T13:00-06:00"),
        // Put back at 2:00: of two, the first.
        ("2026-11-01T01:30", "2026-11-01T01:30-05:00"),
    ])
    func `what the clock shows is the moment it shows it`(text: String, iso: String) throws {
        let moment = try #require(Self.austin.moment(of: CivilDateTime(text)))
        #expect(Self.austin.iso(moment) == iso)
    }

    @Test func `what the clock never shows is no moment`() throws {
        #expect(Self.austin.moment(of: try CivilDateTime("2026-03-08T02:30")) == nil)
        #expect(Self.austin.moment(of: try CivilDateTime("2026-03-08T03:00")) != nil)
    }

    private static func refusal(_ text: String, at now: Int = AustinCall.now) -> String {
        let context = AustinCall.context(at: now)
        do throws(ToolError) {
            try LocalTimes.checkAhead(LocalTimes.moment(text, "datetimeISO", austin), "datetimeISO", context)
            return ""
        } catch {
            return error.code == .invalidTime ? error.message : "\(error.code)"
        }
    }

    @Test(arguments: ["2027-03-15T15:00:00Z", "2027-03-15T15:00+00:00", "2027-03-15 3:00 PM"])
    func `a local time with a Z is never another hour: the model is told both readings`(text: String) {
        let words = Self.refusal(text)
        guard text.contains("PM") == false else {
            #expect(words == "")
            return
        }
        #expect(words.contains("If the caller said 3:00 PM, write 2027-03-15T15:00;"))
        #expect(words.contains("if they said 10:00 AM, write 2027-03-15T10:00."))
    }

    @Test func `last year's date is named with its year, and the day that may be meant`() {
        // August 3, 2026, 10:00 in Austin.
        let words = Self.refusal("2025-08-16T14:00", at: 1_785_769_200)
        #expect(words.contains("Saturday, August 16, 2025, at 2:00 PM, which has passed: it is August 3, 2026"))
        #expect(words.contains("If the caller meant Sunday, August 16, at 2:00 PM, write 2026-08-16T14:00."))
        // A day of this spring may be next spring's; yesterday is not next year's.
        #expect(Self.refusal("2026-03-10T14:00").contains("write 2027-03-10T14:00"))
        #expect(!Self.refusal("2026-11-23T14:00").contains("write"))
        #expect(Self.refusal("2028-01-12T14:00").contains("2028, at 2:00 PM, which is more than a year ahead"))
    }

    @Test func `a time that the clock skips or shows twice is asked back in words`() {
        let skipped = Self.refusal("2027-03-14T02:30")
        #expect(skipped.contains("put forward then, so there is no 2:30 AM on that day. 3:30 AM is the same moment."))
        let twice = Self.refusal("2027-11-07T01:30")
        #expect(twice.contains("there is 1:30 AM twice on that day"))
        #expect(twice.contains("2027-11-07T01:30-05:00") && twice.contains("2027-11-07T01:30-06:00"))
        #expect(Self.austin.moments(of: CivilDateTime(year: 2027, month: 11, day: 7, second: 5400)).count == 2)
        #expect(Self.austin.moments(of: CivilDateTime(year: 2027, month: 3, day: 14, second: 9000)).isEmpty)
    }

    @Test func `times as they are said`() {
        #expect(Self.austin.words(AustinCall.now) == "Tuesday, November 24, at 10:00 AM")
        #expect(LocalClock.words(minute: 0) == "12:00 AM" && LocalClock.words(minute: 725) == "12:05 PM")
        #expect(LocalClock("Nowhere/Else").iso(0) == "1970-01-01T00:00+00:00")
    }
}

struct CityNameTests {
    private static let cities = [
        "Austin", "Houston", "Boston", "San José", "St. Louis", "Portland", "Salt Lake City", "Raleigh",
    ]

    @Test(arguments: [
        ("Austen", "Austin"), ("austin", "Austin"), ("Austin, TX", "Austin"), ("Austin Texas", "Austin"),
        ("Ostin", "Austin"), ("Astin", "Austin"), ("San Jose", "San José"), ("Saint Louis", "St. Louis"),
        ("Portlend", "Portland"), ("Salt Lake", "Salt Lake City"), ("Rawleigh", "Raleigh"),
    ])
    func `the city that was meant`(heard: String, city: String) {
        #expect(CityNames.match(heard, among: Self.cities) == city)
    }

    @Test(arguments: ["Dallas", "Denver", "Boise", "", "x", "123"])
    func `a city that is another is not taken for one`(heard: String) {
        #expect(CityNames.match(heard, among: Self.cities) == nil)
    }
}
