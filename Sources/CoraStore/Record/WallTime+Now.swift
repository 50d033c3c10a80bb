import CoraCall
import CoraPostgres
package import CoraTenant
import Foundation

extension WallTime {
    /// What the system's clock shows now. Any thread.
    package static func now() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}

extension WallTime: PostgresDecodable {
    /// Reads a `timestamptz`; nil if the text is none.
    package init?(postgresText text: String) {
        guard let moment = PostgresTimestamp(postgresText: text) else { return nil }
        self.init(microseconds: moment.microseconds)
    }
}
