import CoraArguments
import CoraCall
import CoraTenant

/// A call to a business in Austin, with hours from Monday to Friday, nine to six.
enum AustinCall {
    /// Tuesday, November 24, 2026, 10:00 in Austin.
    static let now = 1_795_536_000

    /// What a tool knows of the call.
    static func context(at now: Int = now) -> ToolContext {
        let hours = BusinessHours.Interval(opens: 540, closes: 1080).map {
            BusinessHours(Weekday.allCases.prefix(5), [$0])
        }
        return ToolContext(
            ticket: CallTicket(
                callSID: "CA1", callID: "00000000-0000-4000-8000-000000000001",
                tenant: Tenant(
                    id: "ray", numbers: [], agentName: "Ray", timeZone: "America/Chicago", businessHours: hours),
                callerNumber: "+15125550142", dialledNumber: "+14155550100"),
            invocation: "1", time: WallTime(seconds: now))
    }
}
