import CScheduler
import NIOCore

/// Has event loops run promptly: on a busy machine, their threads are woken first, so that a frame that arrives is
/// passed on before other work goes on.
///
/// A thread that asks for short slices runs, when it is woken, before threads with longer ones (Linux 6.12 and later,
/// "EEVDF Scheduler"; elsewhere this does nothing). Its share of the processor stays the same. Measured by
/// `Scripts/bench store`.
enum LoopPriority {
    /// The length of a slice in nanoseconds: the shortest that the kernel takes.
    private static let slice: UInt64 = 100_000

    /// Applies this to every loop of a group.
    static func apply(to group: any EventLoopGroup) {
        for loop in group.makeIterator() {
            loop.execute { _ = cora_set_slice(slice) }
        }
    }
}
