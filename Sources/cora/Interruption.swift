import UnixSignals

/// Notices that the process is asked to stop, by Control-C or by a signal.
enum Interruption {
    /// Returns at the first SIGINT or SIGTERM.
    static func wait() async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
    }
}
