import NIOCore

/// Calls at an interval on an absolute clock, so that lateness does not add up. Loop-bound.
final class Ticker {
    private let loop: any EventLoop
    private let interval: TimeAmount
    private let tick: (Int) -> Bool
    private var next: NIODeadline
    private var count = 0

    /// - Parameters:
    ///   - interval: a media frame's length, if nothing is said.
    ///   - tick: told how many ticks came before; false ends it.
    init(
        on loop: any EventLoop, from start: NIODeadline, every interval: TimeAmount = .milliseconds(20),
        tick: @escaping (Int) -> Bool
    ) {
        self.loop = loop
        self.interval = interval
        self.tick = tick
        next = start
        arm()
    }

    private func arm() {
        loop.assumeIsolated().scheduleTask(deadline: next) { [self] in
            guard tick(count) else { return }
            count += 1
            next = next + interval
            arm()
        }
    }
}
