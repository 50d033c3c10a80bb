import CoraCall
import CoraTenant
import NIOCore

/// The only timer of a call. Loop-bound. It may ring early, never late: setting a later deadline leaves it as it is, so
/// that a frame that moves a deadline on costs nothing.
struct CallTimer {
    private var callback: NIOScheduledCallback?
    private var deadline: CallInstant?

    /// Has the timer call ``CallCore/alarmRang()`` at `next` at the latest; nil stops it.
    mutating func arm(for next: CallInstant?, of core: CallCore) {
        guard let next else { return disarm() }
        if let deadline, deadline <= next { return }
        disarm()
        deadline = next
        let alarm = Alarm(core: NIOLoopBound(core, eventLoop: core.loop))
        let moment = NIODeadline.uptimeNanoseconds(UInt64(max(next.nanoseconds, 0)))
        callback = try? core.loop.scheduleCallback(at: moment, handler: alarm)
    }

    /// The timer has rung: nothing is scheduled any more.
    mutating func rang() {
        callback = nil
        deadline = nil
    }

    /// Stops the timer.
    mutating func disarm() {
        callback?.cancel()
        rang()
    }

    private final class Alarm: NIOScheduledCallbackHandler, Sendable {
        private let core: NIOLoopBound<CallCore>

        init(core: NIOLoopBound<CallCore>) {
            self.core = core
        }

        func handleScheduledCallback(eventLoop: some EventLoop) {
            core.value.alarmRang()
        }
    }
}
