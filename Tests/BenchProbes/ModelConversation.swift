import CoraWire
package import NIOCore

/// The model's end of one session: sets up at once, says its greeting at once, and leaves the rest to whoever holds
/// it. Loop-bound.
package final class ModelConversation: ProbeEnd {
    private static let append = Array(#"{"type":"input_audio_buffer.append""#.utf8)

    /// Caller audio arrived.
    package var onAppend: ((ByteBuffer, UInt64) -> Void)?
    /// The session has its settings.
    package var onSetUp: (() -> Void)?
    /// The greeting has been said.
    package var onGreeted: (() -> Void)?
    /// The conversation was cut to what was heard.
    package var onTruncate: (() -> Void)?
    private let greeting: String
    private var socket: ProbeSocket?
    private var responses = 0

    /// - Parameter greeting: the words it says to have said.
    package init(greeting: String) {
        self.greeting = greeting
    }

    package func opened(_ socket: ProbeSocket) {
        self.socket = socket
        send(ModelEvents.sessionCreated)
    }

    package func received(_ text: ByteBuffer, at now: UInt64) {
        if text.readableBytesView.starts(with: Self.append) {
            onAppend?(text, now)
            return
        }
        switch (try? JSON.parse(text))?["type"]?.string {
        case "session.update":
            send(ModelEvents.sessionUpdated)
            onSetUp?()
        case "response.create": greet()
        case "conversation.item.truncate": onTruncate?()
        default: break
        }
    }

    private func greet() {
        beginResponse()
        say(Stamp(sequence: 0, sentAt: 0).frame)
        finishAudio()
        endResponse("completed")
        onGreeted?()
    }

    // MARK: Speech

    private var response: String { "resp_\(responses)" }
    private var item: String { "item_\(responses)" }

    /// The model begins to speak.
    package func beginResponse() {
        responses += 1
        send(ModelEvents.responseCreated(response))
        send(ModelEvents.itemAdded(item, of: response))
    }

    /// Audio of the response that was begun.
    package func say(_ base64: ByteBuffer) {
        send(ModelEvents.delta(base64, of: item, of: response))
    }

    /// Words of the response that was begun.
    package func sayWords(_ text: String) {
        send(ModelEvents.words(text, of: item, of: response))
    }

    /// The audio of the response that was begun is whole.
    package func finishAudio() {
        send(ModelEvents.audioDone(item, of: response))
    }

    /// The response that was begun is over.
    package func endResponse(_ status: String) {
        send(ModelEvents.responseDone(response, item: item, status: status, said: greeting))
    }

    package func send(_ message: ByteBuffer) {
        socket?.send(message)
    }

    package func close() {
        socket?.close()
    }
}
