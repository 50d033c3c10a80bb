import CScheduler
import NIOCore

/// A frame that arrives is passed on before other work goes on: on a machine that is busy otherwise, the event loops'
/// threads are woken first.
///
/// A thread that asks for short slices goes, when it is woken, before those that run in longer ones (Linux 6.12 and
/// later, "EEVDF Scheduler"; elsewhere nothing happens). Its share of the processor stays the same. Measured by
/// `Scripts/bench store`.
enum LoopPriority {
    /// The shortest that the kernel takes.
    private static let slice: UInt64 = 100_000

    /// Has every loop of a group run so.
    static func apply(to group: any EventLoopGroup) {
        for loop in group.makeIterator() {
            loop.execute { _ = cora_set_slice(slice) }
        }
    }
}
