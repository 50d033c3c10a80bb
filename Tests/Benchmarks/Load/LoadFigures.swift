import BenchProbes

/// What the two ends of all calls have seen in a time.
struct LoadFigures: Sendable {
    /// Callers' frames that were sent, and that reached the model.
    var saidUp = 0
    var heardUp = 0
    /// The model's audio that was sent, and that reached callers.
    var saidDown = 0
    var heardDown = 0
    /// Times that callers' unheard audio was cleared.
    var clears = 0
    /// Callers' frames that reached the model of another call.
    var mixed = 0
    /// Nanoseconds from one end to the other.
    var up = Durations(capacity: 1 << 16)
    var down = Durations(capacity: 1 << 14)
    /// From the model's word that the caller speaks over it to the caller's `clear`, in nanoseconds.
    var bargeIns = Durations()
    /// From the model's word that the caller is done to the first audio of the answer at the caller, in nanoseconds.
    var answers = Durations()
    /// How late the ends themselves were, in nanoseconds: what they say of the program is no better than that.
    var pacing = Durations(capacity: 1 << 14)

    /// Messages with audio that arrived.
    var messages: Int { heardUp + heardDown }
}
