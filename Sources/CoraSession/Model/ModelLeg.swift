import CoraCall
import CoraRealtime
import NIOCore

/// The model's end of a call. Writes the call's orders to the model's socket as events of the Realtime API. Loop-bound.
final class ModelLeg {
    let socket = MediaSocket(isClient: true)
    /// What was dialled (``ModelDialer/address(for:by:)``); empty before the first dial.
    let address: String
    /// Whether its session is set up.
    var isReady = false
    /// Whether its session, which a browser is connected to, serves the caller.
    var isServing = false
    /// Settings that were sent and not acknowledged.
    private var settingsOut = 0
    private var eventIDs = EventIDs()

    init(_ address: String = "") {
        self.address = address
    }

    /// Whether the model has not read for so long that no more may be buffered for it.
    var isOverfull: Bool { socket.isOverfull }
    /// How many written bytes wait in the channel because the model does not read them.
    var pendingBytes: Int { socket.pendingBytes }

    /// Writes audio into an append event; `body` writes its base64, and nothing at all leaves if that is nothing. Audio path.
    ///
    /// What comes between two flushes, with nothing else to tell the model between, is one event as far as that costs
    /// nothing (``CoraRealtime/AppendWriter/mayGrow(_:)``): audio that has waited, because the loop is late or the line was,
    /// comes several frames a read, and the read's end is the flush. Nothing waits for more to come. Where the loop is in
    /// time a read brings one frame, which is an event by itself.
    func append(_ body: (inout ByteBuffer) -> Void) {
        socket.grow(head: AppendWriter.head, tail: AppendWriter.tail) { event in
            body(&event)
            return AppendWriter.mayGrow(event)
        }
    }

    /// The model acknowledges settings.
    /// - Returns: whether they are ours; if not, another client has changed the session.
    func acknowledged() -> Bool {
        guard settingsOut > 0 else { return false }
        settingsOut -= 1
        return true
    }

    /// Writes the event that sets the session up.
    func configure(_ session: SessionSettings) {
        settingsOut += 1
        send { .sessionUpdate(session, eventID: $0.next(.sessionUpdate)) }
    }

    /// Writes the event for one order; it leaves with the next flush.
    func tell(_ order: ModelOrder) {
        switch order {
        case .configure: break
        case .respond(let toolsForbidden, let namesAudio):
            let parameters = ResponseParameters(
                outputModality: namesAudio ? .audio : nil, toolChoice: toolsForbidden ? .forbidden : nil)
            let isPlain = !toolsForbidden && !namesAudio
            send { .responseCreate(isPlain ? nil : parameters, eventID: $0.next(.responseCreate)) }
        case .commit: send { .inputAudioBufferCommit(eventID: $0.next(.inputAudioBufferCommit)) }
        case .cancel(let response):
            send { .responseCancel(responseID: response, eventID: $0.next(.responseCancel)) }
        case .say(let role, let text, let item, let previous):
            create(ConversationItem(id: item, .message(role.item, text)), after: previous)
        case .toolCall(let call):
            create(ConversationItem(.functionCall(callID: call.id, name: call.name, arguments: call.arguments)))
        case .toolResult(let id, let output):
            create(ConversationItem(.functionCallOutput(callID: id, output: output)))
        case .truncate(let item, let milliseconds):
            send {
                .conversationItemTruncate(
                    itemID: item, audioEndMilliseconds: milliseconds, eventID: $0.next(.conversationItemTruncate))
            }
        case .delete(let item):
            send { .conversationItemDelete(itemID: item, eventID: $0.next(.conversationItemDelete)) }
        }
    }

    /// Sends what was written. Costs nothing if nothing was.
    func flush() { socket.flush() }

    /// Closes without waiting for the model's own close.
    func close() { socket.close(1000, patience: .zero) }

    private func create(_ item: ConversationItem, after previous: String? = nil) {
        send {
            .conversationItemCreate(item, previousItemID: previous, eventID: $0.next(.conversationItemCreate))
        }
    }

    private func send(_ event: (inout EventIDs) -> ClientEvent) {
        let event = event(&eventIDs)
        socket.write { event.write(into: &$0) }
    }
}

extension ModelRole {
    fileprivate var item: ConversationItem.Role {
        switch self {
        case .system: .system
        case .user: .user
        case .assistant: .assistant
        }
    }
}
