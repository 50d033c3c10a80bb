import NIOCore

/// Calls every 20 ms on an absolute clock, so that lateness does not add up. Loop-bound.
final class Ticker {
    static let interval = TimeAmount.milliseconds(20)

    private let loop: any EventLoop
    private let tick: (Int) -> Bool
    private var next: NIODeadline
    private var count = 0

    /// - Parameter tick: told how many ticks came before; false ends it.
    init(on loop: any EventLoop, from start: NIODeadline, tick: @escaping (Int) -> Bool) {
        self.loop = loop
        self.tick = tick
        next = start
        arm()
    }

    private func arm() {
        loop.assumeIsolated().scheduleTask(deadline: next) { [self] in
            guard tick(count) else { return }
            count += 1
            next = next + Self.interval
            arm()
        }
    }
}
