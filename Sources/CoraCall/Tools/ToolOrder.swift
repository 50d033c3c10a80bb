/// Gives the results of tools back in the order in which the model asked for them, whichever is done first.
package struct ToolOrder: Sendable, Equatable {
    private var asked: [(id: String, isDone: Bool)] = []

    package init() {}

    /// Whether a tool of that id is under way, or waits for one that was asked for before.
    package func knows(_ id: String) -> Bool {
        asked.contains { $0.id == id }
    }

    /// The model asked for a tool. An id that is known already is the same tool.
    package mutating func began(_ id: String) {
        if !knows(id) { asked.append((id, false)) }
    }

    /// A tool is done. Returned: those whose results go back now, in order.
    package mutating func finished(_ id: String) -> [String] {
        guard let place = asked.firstIndex(where: { $0.id == id }) else { return [] }
        asked[place].isDone = true
        let ready = asked.prefix(while: \.isDone).map(\.id)
        asked.removeFirst(ready.count)
        return ready
    }

    package static func == (left: ToolOrder, right: ToolOrder) -> Bool {
        left.asked.elementsEqual(right.asked) { $0 == $1 }
    }
}
