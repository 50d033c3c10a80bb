package import CoraCall
import Glibc
import NIOCore

extension Clocks {
    /// The clocks of this process: the system's time of day, and the monotonic clock that event loops count by.
    package static let system = Clocks(
        wall: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return WallTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
        },
        steady: { CallInstant(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds)) })
}
