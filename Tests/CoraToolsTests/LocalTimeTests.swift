import CoraCall
import CoraTenant
import Testing

@testable import CoraTools

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

    @Test func `times as they are said`() {
        #expect(Self.austin.words(TestCall.now) == "Tuesday, November 24, at 10:00 AM")
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
