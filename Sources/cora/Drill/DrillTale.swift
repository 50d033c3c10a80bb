import CoraSupervisor
import Foundation

/// Tells a drill to the person at the terminal.
struct DrillTale {
    private let began = ContinuousClock.now
    private let isColoured = isatty(STDOUT_FILENO) != 0

    /// A new act begins.
    func act(_ words: String) {
        Console.say("\n\(time)  \(styled(words, "1"))")
    }

    /// Something to know.
    func note(_ words: String) {
        Console.say("\(time)  \(words)")
    }

    /// Something that had to come true, and did or did not.
    func verdict(_ isGood: Bool, _ words: String) {
        Console.say("\(time)  \(isGood ? styled("ok  ", "32") : styled("FAIL", "31"))  \(words)")
    }

    /// Two counts that have to be the same. Returned: whether they are.
    func compare(_ what: String, _ seen: Int, _ said: Int) -> Bool {
        verdict(seen == said, "\(what): \(seen) seen by the callers' side, \(said) in the stats")
        return seen == said
    }

    /// What the stats say now.
    func figures(_ stats: FleetStats) {
        let turn = stats.latency.turn.lastMinute
        let outbox = stats.outbox.map { "\($0.rows) rows wait on disk" } ?? ""
        note(
            "\(stats.calls.live) calls; \(turn.count) answers in the last minute, p50 \(Int(turn.p50Ms)) ms, "
                + "p99 \(Int(turn.p99Ms)) ms at the caller's ear; \(outbox)")
    }

    /// A time in words.
    static func seconds(_ span: Duration) -> String { String(format: "%.1f s", span / .seconds(1)) }

    private var time: String { styled(String(format: "%6.1f s", (ContinuousClock.now - began) / .seconds(1)), "2") }

    private func styled(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
