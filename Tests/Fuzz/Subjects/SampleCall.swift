import CoraArguments
import CoraCall
import CoraTenant

/// A call to a business in Austin that is open from Monday to Friday, nine to six.
enum SampleCall {
    /// What a tool knows of it, on Tuesday, November 24, 2026, at 10:00.
    static let context = ToolContext(
        ticket: CallTicket(
            callSID: "CA1", callID: "00000000-0000-4000-8000-000000000001", tenant: tenant,
            callerNumber: "+15125550142", dialledNumber: "+14155550100"),
        invocation: "1", time: WallTime(seconds: 1_795_536_000))

    private static let tenant = Tenant(
        id: "ray", numbers: [], agentName: "Ray", timeZone: "America/Chicago",
        businessHours: BusinessHours.Interval(opens: 540, closes: 1080).map {
            BusinessHours(Weekday.allCases.prefix(5), [$0])
        })
}
