/// How long to wait after a failure: longer each time, up to a limit, and different for processes that failed together.
struct Backoff: Sendable, Equatable {
    /// The longest the first wait can be, in milliseconds.
    var first: Double = 50
    /// The longest any wait can be, in milliseconds.
    var longest: Double = 5000

    /// - Parameters:
    ///   - failures: failures in a row, from 1.
    ///   - chance: a random number from 0 to 1, drawn anew for each wait.
    func wait(after failures: Int, chance: Double) -> Duration {
        let ceiling = min(first * Double(1 << min(max(failures - 1, 0), 20)), longest)
        return .milliseconds(Int(ceiling / 2 + ceiling / 2 * min(max(chance, 0), 1)))
    }
}
