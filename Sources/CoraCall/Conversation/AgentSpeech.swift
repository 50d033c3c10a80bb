/// The items that the agent is saying: how much audio of each has come from the model, and which words. Loop-bound.
struct AgentSpeech: Sendable, Equatable {
    /// An item that the model has not finished.
    private struct Item: Sendable, Equatable {
        var words = ""
        var event: ModelEvent?
        var hasWords = false
        /// Audio that came, in bytes of the model's encoding.
        var bytes = 0
    }

    /// How many items may be open at once; a model that never ends its items must not make us keep all of them.
    private static let mostItems = 64

    /// The model's id of the item whose audio is arriving.
    private(set) var current = ""
    /// Audio of the current item, in bytes of the model's encoding. Kept outside `items`, so that a delta costs one
    /// addition.
    private var currentBytes = 0
    private var items: [String: Item] = [:]

    /// Whether the audio that is arriving belongs to the item of this id. Audio path: makes no string.
    func isCurrent(_ id: UnsafeRawBufferPointer) -> Bool {
        let isSame = current.utf8.withContiguousStorageIfAvailable { known in
            known.count == id.count && UnsafeRawBufferPointer(known).elementsEqual(id)
        }
        return isSame ?? current.utf8.elementsEqual(id)
    }

    /// The next audio belongs to this item.
    mutating func audioBegan(_ item: String) {
        settle()
        current = item
        currentBytes = items[item]?.bytes ?? 0
    }

    /// Audio of the current item arrived. Audio path.
    mutating func audioArrived(bytes: Int) {
        currentBytes += bytes
    }

    /// Some of an item's words arrived.
    mutating func words(_ item: String, _ text: String) {
        open(item)
        items[item]?.words += text
        items[item]?.hasWords = true
    }

    /// All of an item's words arrived; they replace those that came in pieces.
    mutating func said(_ item: String, _ text: String, _ event: ModelEvent) {
        open(item)
        items[item]?.words = text
        items[item]?.hasWords = true
        items[item]?.event = event
    }

    /// The model has finished an item, which is forgotten here.
    /// - Returns: its words, nil if none came; the event that brought them; its audio, in bytes of the model's
    ///   encoding.
    mutating func done(_ item: String) -> (words: String?, event: ModelEvent?, bytes: Int) {
        settle()
        if item == current { currentBytes = 0 }
        guard let known = items.removeValue(forKey: item) else { return (nil, nil, 0) }
        return (known.hasWords ? known.words : nil, known.event, known.bytes)
    }

    /// Items that have words and are not finished. Asked when the call ends.
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
