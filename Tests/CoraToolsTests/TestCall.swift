import CoraCall
import CoraTenant
import CoraWire

/// The call that tools run for.
enum TestCall {
    /// Tuesday, November 24, 2026, 10:00 in Austin.
    static let now = 1_795_536_000

    /// Clocks that stand still: the wall's at so many seconds since 1970.
    static func clocks(at seconds: Int = now) -> Clocks {
        Clocks(wall: { WallTime(seconds: seconds) }, steady: { CallInstant(nanoseconds: 0) })
    }

    /// A call to a tenant in Austin, with hours from Monday to Friday, nine to six.
    static func ticket(
        _ tenant: String = "ray", call: String = "00000000-0000-4000-8000-000000000001",
        caller: String = "+15125550142", zone: String = "America/Chicago"
    ) -> CallTicket {
        let days = Weekday.allCases.prefix(5)
        let hours = BusinessHours.Interval(opens: 540, closes: 1080).map { BusinessHours(days, [$0]) }
        return CallTicket(
            callSID: "CA1", callID: call,
            tenant: Tenant(id: tenant, numbers: [], agentName: "Ray", timeZone: zone, businessHours: hours),
            callerNumber: caller, dialledNumber: "+14155550100")
    }
}

extension JSON {
    /// The code of a failure's envelope; `ok` for another.
    var code: String {
        self["ok"]?.bool == true ? "ok" : self["error"]?["code"]?.string ?? "?"
    }

    /// A failure's words.
    var message: String { self["error"]?["message"]?.string ?? "" }

    /// The ids of a search's listings.
    var ids: [String] { (self["data"]?["properties"]?.array ?? []).compactMap { $0["propertyId"]?.string } }
}
