/// What is known of the items that the agent says, while they are said: how much audio came, and which words. Loop-bound.
struct AgentSpeech: Sendable, Equatable {
    /// An item that is not done.
    private struct Item: Sendable, Equatable {
        var words = ""
        var event: ModelEvent?
        var hasWords = false
        /// Audio that came, in bytes of the model's encoding.
        var bytes = 0
    }

    /// Items that may be open at once; a model that never ends them must not make us keep all.
    private static let mostItems = 64

    /// The item whose audio arrives.
    private(set) var current = ""
    /// Audio of the current item, in bytes of the model's encoding. Apart from `items`, so that a delta costs an addition.
    private var currentBytes = 0
    private var items: [String: Item] = [:]

    /// The next audio is of this item.
    mutating func audioBegan(_ item: String) {
        settle()
        current = item
        currentBytes = items[item]?.bytes ?? 0
    }

    /// Audio of the current item arrived. Audio path.
    mutating func audioArrived(bytes: Int) {
        currentBytes += bytes
    }

    /// Some of an item's words.
    mutating func words(_ item: String, _ text: String) {
        open(item)
        items[item]?.words += text
        items[item]?.hasWords = true
    }

    /// An item's words, whole.
    mutating func said(_ item: String, _ text: String, _ event: ModelEvent) {
        open(item)
        items[item]?.words = text
        items[item]?.hasWords = true
        items[item]?.event = event
    }

    /// An item is done; it is forgotten here.
    /// - Returns: its words, nil if none came; the event that brought them; its audio in bytes of the model's encoding.
    mutating func done(_ item: String) -> (words: String?, event: ModelEvent?, bytes: Int) {
        settle()
        if item == current { currentBytes = 0 }
        guard let known = items.removeValue(forKey: item) else { return (nil, nil, 0) }
        return (known.hasWords ? known.words : nil, known.event, known.bytes)
    }

    /// Items that have words and are not done, when the call ends in the middle of them.
    mutating func unfinished() -> [(item: String, words: String, event: ModelEvent?, bytes: Int)] {
        settle()
        return items.filter(\.value.hasWords).map { ($0.key, $0.value.words, $0.value.event, $0.value.bytes) }
    }

    private mutating func settle() {
        guard !current.isEmpty, currentBytes > 0 else { return }
        open(current)
        items[current]?.bytes = currentBytes
    }

    private mutating func open(_ item: String) {
        guard items[item] == nil else { return }
        if items.count >= Self.mostItems { items.removeAll() }
        items[item] = Item()
    }
}
