import CoraSupervisor
import Foundation

/// Tells a drill to the person at the terminal.
struct DrillTale {
    private let began = ContinuousClock.now
    private let isColoured = isatty(STDOUT_FILENO) != 0

    /// Says that a new act begins.
    func act(_ words: String) {
        Console.say("\n\(time)  \(styled(words, "1"))")
    }

    /// Says something worth knowing.
    func note(_ words: String) {
        Console.say("\(time)  \(words)")
    }

    /// Says whether something that had to come true did.
    func verdict(_ isGood: Bool, _ words: String) {
        Console.say("\(time)  \(isGood ? styled("ok  ", "32") : styled("FAIL", "31"))  \(words)")
    }

    /// Says whether two counts agree, which they must.
    /// - Returns: whether they do.
    func compare(_ what: String, _ seen: Int, _ said: Int) -> Bool {
        verdict(seen == said, "\(what): \(seen) seen by the callers' side, \(said) in the stats")
        return seen == said
    }

    /// Says what the stats say now.
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
