package import NIOCore

/// Every event sent to the model, audio apart (`AppendWriter`), in the API's generally available dialect.
///
/// All carry an event id, because the server names it when it refuses the event; ids from `EventIDs` tell what
/// kind of event was refused.
package enum ClientEvent: Sendable, Equatable {
    /// Configures the session; answered by `session.updated`, or by an error that refuses all of it.
    case sessionUpdate(SessionSettings, eventID: String)
    /// Makes the buffered audio (100 ms at least) a user item. Not used with turn detection on.
    case inputAudioBufferCommit(eventID: String)
    /// Throws the buffered audio away.
    case inputAudioBufferClear(eventID: String)
    /// Adds an item after `previousItemID` (`root` for the very beginning), or at the end when that is nil.
    case conversationItemCreate(ConversationItem, previousItemID: String? = nil, eventID: String)
    /// Cuts an assistant item to the milliseconds heard, which must not exceed the audio that the item has.
    case conversationItemTruncate(
        itemID: String, contentIndex: Int = 0, audioEndMilliseconds: Int, eventID: String)
    /// Takes an item out of the conversation.
    case conversationItemDelete(itemID: String, eventID: String)
    /// Asks for a response; refused while the conversation has one in progress.
    case responseCreate(ResponseParameters? = nil, eventID: String)
    /// Stops a response, or the conversation's own when no id is given.
    case responseCancel(responseID: String? = nil, eventID: String)

    /// The event's kind.
    package var kind: Kind {
        switch self {
        case .sessionUpdate: .sessionUpdate
        case .inputAudioBufferCommit: .inputAudioBufferCommit
        case .inputAudioBufferClear: .inputAudioBufferClear
        case .conversationItemCreate: .conversationItemCreate
        case .conversationItemTruncate: .conversationItemTruncate
        case .conversationItemDelete: .conversationItemDelete
        case .responseCreate: .responseCreate
        case .responseCancel: .responseCancel
        }
    }

    /// The id the server names when it refuses the event.
    package var eventID: String {
        switch self {
        case .sessionUpdate(_, let eventID), .inputAudioBufferCommit(let eventID),
            .inputAudioBufferClear(let eventID), .conversationItemCreate(_, _, let eventID),
            .conversationItemTruncate(_, _, _, let eventID), .conversationItemDelete(_, let eventID),
            .responseCreate(_, let eventID), .responseCancel(_, let eventID):
            eventID
        }
    }

    /// Appends the event as one JSON text, ready to be a text frame.
    package func write(into buffer: inout ByteBuffer) {
        json.write(into: &buffer)
    }

    private var json: OrderedJSON {
        OrderedJSON([("type", .string(kind.rawValue)), ("event_id", .string(eventID))] + body)
    }

    private var body: [(String, OrderedJSON?)] {
        switch self {
        case .sessionUpdate(let settings, _):
            [("session", settings.json)]
        case .inputAudioBufferCommit, .inputAudioBufferClear:
            []
        case .conversationItemCreate(let item, let previousItemID, _):
            [("previous_item_id", previousItemID.map(OrderedJSON.string)), ("item", item.json)]
        case .conversationItemTruncate(let itemID, let contentIndex, let milliseconds, _):
            [
                ("item_id", .string(itemID)), ("content_index", .int(contentIndex)),
                ("audio_end_ms", .int(milliseconds)),
            ]
        case .conversationItemDelete(let itemID, _):
            [("item_id", .string(itemID))]
        case .responseCreate(let parameters, _):
            [("response", parameters?.json)]
        case .responseCancel(let responseID, _):
            [("response_id", responseID.map(OrderedJSON.string))]
        }
    }
}
