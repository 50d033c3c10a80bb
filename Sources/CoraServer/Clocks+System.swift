import CoraCall
import CoraStore
package import CoraTenant
import NIOCore

extension Clocks {
    /// The clocks of this process: the system's time of day, and the monotonic clock that event loops count by.
    package static let system = Clocks(
        wall: WallTime.now,
        steady: { CallInstant(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds)) })
}
