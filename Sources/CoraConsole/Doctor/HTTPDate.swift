import CoraCall
import CoraTenant

/// The date of an HTTP header (RFC 9110 §5.6.7, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The date in seconds since 1970; nil for text of any other form.
    package static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: parts[2]),
            let year = Int(parts[3]), (1970...9999).contains(year), let dayOfMonth = Int(parts[1]),
            let day = CivilDay(checking: year, month + 1, dayOfMonth)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        return day.dayNumber * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }
}
