import UnixSignals

/// The person at the terminal, or whoever runs the process, wants it to stop.
enum Interruption {
    /// Returns at the first SIGINT or SIGTERM.
    static func wait() async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
    }
}
