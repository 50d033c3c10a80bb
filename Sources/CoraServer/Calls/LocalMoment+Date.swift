import CoraCall
package import CoraTenant
package import Foundation

extension LocalMoment {
    /// What calendars and clocks of a time zone show at a moment; nil if the zone is not known.
    /// - Parameter timeZone: an IANA name.
    package init?(_ date: Date, in timeZone: String) {
        guard let zone = TimeZone(identifier: timeZone) else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        guard let year = parts.year, let month = parts.month, let day = parts.day, let hour = parts.hour,
            let minute = parts.minute
        else { return nil }
        self.init(year: year, month: month, day: day, minute: hour * 60 + minute)
    }
}
