/// Notices that the caller waits for tools in silence, and is to be told so, once.
struct ToolWait: Sendable, Equatable {
    /// The silence that is not noticed.
    static let patience = CallDuration.milliseconds(600)

    /// How many tools run.
    private(set) var running = 0
    private var quietSince: CallInstant?

    /// When to look whether the caller is to be told; nil if nothing runs or they were told.
    var deadline: CallInstant? { quietSince.map { $0 + Self.patience } }

    /// A tool begins.
    mutating func began(at now: CallInstant) {
        if running == 0 { quietSince = now }
        running += 1
    }

    /// A tool has answered.
    mutating func finished() {
        running = max(running - 1, 0)
        if running == 0 { quietSince = nil }
    }

    /// Something is to be heard until `moment`: the silence begins after it.
    mutating func busy(until moment: CallInstant) {
        quietSince = quietSince.map { max($0, moment) }
    }

    /// The caller is told now.
    mutating func told() {
        quietSince = nil
    }
}
