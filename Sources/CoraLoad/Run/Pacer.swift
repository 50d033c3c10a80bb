import NIOCore

/// What is done once a period. Loop-bound.
protocol Paced: AnyObject {
    /// - Parameter due: when it was to be done.
    func paced(due: UInt64, now: UInt64)
}

/// Calls its members once a period each, from one timer, on an absolute clock: see ``PaceWheel``. Loop-bound.
final class Pacer {
    private let loop: any EventLoop
    private var wheel: PaceWheel<any Paced>
    private var timer: Scheduled<Void>?
    private var firesAt: UInt64?

    /// - Parameter period: in nanoseconds.
    init(period: UInt64, slots: Int, on loop: any EventLoop) {
        self.loop = loop
        wheel = PaceWheel(start: loop.now.uptimeNanoseconds, period: period, slots: slots)
    }

    func add(_ member: any Paced, phase: UInt64) -> PaceWheel<any Paced>.Place {
        defer { arm() }
        return wheel.add(member, phase: phase, now: now)
    }

    private var now: UInt64 { loop.now.uptimeNanoseconds }

    func remove(_ place: PaceWheel<any Paced>.Place) { wheel.remove(place) }

    private func arm() {
        guard let next = wheel.nextAt, firesAt.map({ next < $0 }) ?? true else { return }
        timer?.cancel()
        firesAt = next
        timer = loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(next)) { [weak self] in self?.fire() }
    }

    private func fire() {
        firesAt = nil
        for due in wheel.due(by: now) { due.member.paced(due: due.at, now: now) }
        arm()
    }
}
