/// The two clocks of a process, handed down as one value, so that a test can set both.
///
/// A call takes its time from its event loop instead (`CallCore.now`); the instants are the same ones.
package struct Clocks: Sendable {
    /// The calendar's time: for records, and for what is shown to people.
    package var wall: @Sendable () -> WallTime
    /// Time that only goes forward: for rates, deadlines and ages.
    package var steady: @Sendable () -> CallInstant

    package init(wall: @escaping @Sendable () -> WallTime, steady: @escaping @Sendable () -> CallInstant) {
        self.wall = wall
        self.steady = steady
    }
}
