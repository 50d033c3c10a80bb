/// When the next attempt to connect is made: at once after a connection that was of use for a while, else after a pause,
/// longer each time up to a limit, and different for instances that lost the same server together.
struct Reconnection: Sendable, Equatable {
    /// The longest that the first pause can be, and the longest that any can.
    var pauses = Duration.milliseconds(50)...Duration.seconds(2)
    /// How long a connection has to have lasted for the next one to be tried at once.
    var stable = Duration.seconds(10)
    /// Attempts that failed in a row, and connections that did not last.
    private(set) var failures = 0

    /// An attempt failed.
    mutating func failed() { failures += 1 }

    /// A connection ended after so long.
    mutating func ended(after lasted: Duration) {
        failures = lasted >= stable ? 0 : failures + 1
    }

    /// The pause before the next attempt.
    /// - Parameter chance: a random number from 0 to 1, drawn anew for each pause.
    func pause(chance: Double) -> Duration {
        guard failures > 0 else { return .zero }
        let longest = min(pauses.lowerBound * (1 << min(failures - 1, 20)), pauses.upperBound)
        return longest / 2 + longest / 2 * min(max(chance, 0), 1)
    }
}
