import CoraCall
import CoraServer
import CoraTenant
import Foundation
import Testing

struct PromptTests {
    private static let template = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Config/prompts/agent.md").standardizedFileURL

    @Test func `with all that can be in it, it has 600 words at most`() throws {
        let template = try String(contentsOf: Self.template, encoding: .utf8)
        let time = try #require(LocalMoment(year: 2026, month: 11, day: 25, minute: 14 * 60))
        var hours = BusinessHours()
        for day in Weekday.allCases where day != .sunday {
            hours[day] = [.init(opens: 540, closes: day == .saturday ? 720 : 750), .init(opens: 780, closes: 1080)]
                .compactMap(\.self)
        }
        let tenant = Tenant(
            id: "ray", numbers: [], agentName: "Ray Richards", instructions: template, timeZone: "America/Chicago",
            businessHours: hours)
        let ticket = CallTicket(
            callSID: "CA1", callID: "1", tenant: tenant, callerNumber: "+14155550199", dialledNumber: "+14155550100",
            history: CallerHistory(
                name: "Dana Maria Field",
                lead: .init(intent: "buy", budget: 400_000, timeline: "next spring or summer"),
                showings: Array(repeating: .init(address: "123 North Maple Street", time: time), count: 3),
                awaitsCallback: true, callsBefore: 7),
            localTime: time)
        let text = Tenant.fill(ticket.instructions, ["agentDisplayName": "Ray Richards", "brandName": "CORA"])
        let count = text.split(whereSeparator: \.isWhitespace).count

        #expect(count <= 600, "\(count) words")
        #expect(!text.contains("${"))
    }

    @Test(arguments: [("America/Chicago", 10, 5), ("Asia/Kolkata", 21, 35), ("UTC", 16, 5)])
    func `clocks of a zone`(zone: String, hour: Int, minute: Int) throws {
        let date = Date(timeIntervalSince1970: 1_795_536_300)
        #expect(LocalMoment(date, in: zone) == LocalMoment(year: 2026, month: 11, day: 24, minute: hour * 60 + minute))
        #expect(LocalMoment(date, in: "Mars/Olympus") == nil)
    }
}
