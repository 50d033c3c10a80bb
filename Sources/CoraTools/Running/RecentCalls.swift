/// Notes on the calls of late, one for each call. It holds so many calls; the one that was noted first makes room. A call
/// whose note is gone is treated as one without any. A value.
struct RecentCalls<Note: Sendable>: Sendable {
    private var notes: [String: Note] = [:]
    private var order: [String] = []
    private let most: Int

    /// - Parameter most: how many calls are kept; at least one.
    init(most: Int = 2_000) {
        self.most = max(most, 1)
    }

    /// The note of a call, by the call's id; `blank` if there is none.
    subscript(call: String, blank: @autoclosure () -> Note) -> Note {
        get { notes[call] ?? blank() }
        set {
            if notes.updateValue(newValue, forKey: call) == nil { order.append(call) }
            guard order.count > most else { return }
            notes[order.removeFirst()] = nil
        }
    }
}
