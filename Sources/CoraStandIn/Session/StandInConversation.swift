import CoraWire
import NIOCore

/// The items of the default conversation, in order.
struct StandInConversation: Sendable {
    /// One item.
    struct Item: Sendable {
        /// What the item asks of the model.
        enum Prompt: Sendable, Equatable {
            /// Nothing: the item is the model's own message, or a call.
            case none
            /// An answer to the caller's turn of that number; nil for a stretch in which the caller was silent.
            case turn(Int?)
            /// An answer to text of the user.
            case userText(String)
            /// An answer to text of the system.
            case systemText(String)
            /// An answer to the output of a tool call.
            case toolOutput(call: String)
        }

        var id: String
        /// The item as events carry it: complete but for its audio.
        var object: JSON
        var prompt = Prompt.none
        var audio = ByteBuffer()
        /// Milliseconds of its audio; for an assistant's item, those sent and not cut off by a truncation.
        var milliseconds = 0
        var isAssistantAudio = false
        /// Whether a response has been made from it.
        var isAnswered = false
    }

    /// The most items kept. Beyond it the oldest is dropped, as with `truncation` `auto`.
    static let itemLimit = 1_000
    /// The most bytes of audio kept for `conversation.item.retrieve`; older items keep only the length of theirs.
    static let audioLimit = 2 * 1_024 * 1_024

    let id: String
    private(set) var items: [Item] = []

    init(id: String) {
        self.id = id
    }

    subscript(id: String) -> Item? {
        items.last { $0.id == id }
    }

    /// Removes an item, if there is one of that id.
    mutating func remove(_ id: String) {
        items.removeAll { $0.id == id }
    }

    /// Changes an item in place, if there is one of that id.
    mutating func update(_ id: String, _ change: (inout Item) -> Void) {
        guard let index = items.firstIndex(where: { $0.id == id }) else { return }
        change(&items[index])
    }

    private mutating func forgetOldAudio() {
        var kept = 0
        for index in items.indices.reversed() {
            kept += items[index].audio.readableBytes
            if kept > Self.audioLimit { items[index].audio = ByteBuffer() }
        }
    }

    /// The id of the last item.
    var lastID: String? { items.last?.id }

    /// Puts an item at the end or after the item `previous`; `"root"` puts it at the beginning.
    ///
    /// - Returns: the id of the item before it; nil when it is the first.
    /// - Throws: ``APIError`` when the item's id exists already, or `previous` does not.
    mutating func insert(_ item: Item, after previous: String? = nil) throws(APIError) -> String? {
        guard self[item.id] == nil else {
            throw APIError(
                code: "invalid_value", message: "Error adding item: the item with id '\(item.id)' already exists.",
                parameter: "item.id")
        }
        guard let previous, previous != lastID else {
            return append(item)
        }
        guard previous != "root" else {
            items.insert(item, at: 0)
            return nil
        }
        guard let index = items.firstIndex(where: { $0.id == previous }) else {
            throw APIError(
                code: "invalid_value",
                message: "Error adding item: the previous item with id '\(previous)' does not exist.",
                parameter: "previous_item_id")
        }
        items.insert(item, at: index + 1)
        return previous
    }

    /// Puts an item that the server made at the end.
    ///
    /// - Returns: the id of the item before it; nil when it is the first.
    mutating func append(_ item: Item) -> String? {
        let last = lastID
        items.append(item)
        if items.count > Self.itemLimit { items.removeFirst() }
        forgetOldAudio()
        return last
    }

    /// Whether a function call of that id has been made.
    func hasCall(_ call: String) -> Bool {
        items.contains { $0.object["type"] == "function_call" && $0.object["call_id"]?.string == call }
    }

    /// The unanswered items that ask the model for something, newest first.
    var unanswered: [Item] {
        items.reversed().filter { !$0.isAnswered && $0.prompt != .none }
    }

    /// Marks everything so far as answered.
    mutating func markAnswered() {
        for index in items.indices { items[index].isAnswered = true }
    }
}

extension StandInConversation.Item {
    /// Sets a member of the item's object.
    mutating func set(_ name: String, _ value: JSON) {
        guard var members = object.object else { return }
        members[name] = value
        object = .object(members)
    }

    /// The text of all its parts.
    var text: String {
        (object["content"]?.array ?? [])
            .compactMap { $0["text"]?.string ?? $0["transcript"]?.string }
            .joined(separator: "\n")
    }

    /// The item with its audio, as `conversation.item.retrieved` carries it.
    var objectWithAudio: JSON {
        guard audio.readableBytes > 0, var members = object.object, let parts = members["content"]?.array else {
            return object
        }
        let encoded = base64(audio)
        members["content"] = .array(
            parts.map { part in
                guard let type = part["type"]?.string, type.hasSuffix("_audio"), let fields = part.object else {
                    return part
                }
                return .object(fields.merging(["audio": .string(encoded)]) { _, audio in audio })
            })
        return .object(members)
    }
}

/// The base64 text of the readable bytes.
func base64(_ bytes: ByteBuffer) -> String {
    var buffer = ByteBuffer()
    bytes.withUnsafeReadableBytes { Base64.encode($0, into: &buffer) }
    return String(buffer: buffer)
}

/// The bytes that base64 text stands for; nil when it is not base64.
func bytes(ofBase64 text: String) -> ByteBuffer? {
    var text = text
    var buffer = ByteBuffer()
    let isValid = text.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &buffer) }
    return isValid ? buffer : nil
}
