import CoraCall
import CoraTenant
import NIOCore

/// Ends the session of a client that has said nothing for ten seconds: its tab is closed, its network gone, its lid shut.
/// Loop-bound.
final class HeartbeatWatch: NIOScheduledCallbackHandler, Sendable {
    /// The longest silence of a client, which is to send a heartbeat every three seconds.
    static let patience = CallDuration.seconds(10)

    private let core: NIOLoopBound<CallCore>
    private let lastHeard: NIOLoopBoundBox<CallInstant>
    private let callback: NIOLoopBoundBox<NIOScheduledCallback?>

    /// Begins to watch.
    init(_ core: CallCore) {
        self.core = NIOLoopBound(core, eventLoop: core.loop)
        lastHeard = NIOLoopBoundBox(core.now, eventLoop: core.loop)
        callback = NIOLoopBoundBox(nil, eventLoop: core.loop)
        arm()
    }

    /// The client has said something.
    func heard(at now: CallInstant) { lastHeard.value = now }

    /// Stops.
    func end() { callback.value?.cancel() }

    /// Looks whether the client has said something meanwhile. Called by the event loop.
    func handleScheduledCallback(eventLoop: some EventLoop) {
        let core = core.value
        guard lastHeard.value + Self.patience > core.now else { return core.happened(.end(.callerSocketLost)) }
        arm()
    }

    private func arm() {
        let moment = NIODeadline.uptimeNanoseconds(UInt64(max((lastHeard.value + Self.patience).nanoseconds, 0)))
        callback.value = try? core.value.loop.scheduleCallback(at: moment, handler: self)
    }
}
