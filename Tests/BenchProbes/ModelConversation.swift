import CoraWire
package import NIOCore

/// The model's end of one session: sets up at once, says its greeting at once, and leaves the rest to the code that holds
/// it. Loop-bound.
package final class ModelConversation: ProbeEnd {
    /// Where the audio of the session goes.
    package enum Audio: Sendable {
        /// Over this socket.
        case here
        /// Straight to a browser: this socket only tells of it (a sideband).
        case elsewhere
    }

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
    private let audio: Audio
    private var socket: ProbeSocket?
    private var responses = 0

    /// - Parameters:
    ///   - greeting: the words it says to have said.
    ///   - audio: where the audio of the session goes.
    package init(greeting: String, audio: Audio = .here) {
        self.greeting = greeting
        self.audio = audio
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
        if audio == .elsewhere { send(ModelEvents.outputBuffer("started", of: response)) }
    }

    /// Audio of the response that was begun.
    package func say(_ base64: ByteBuffer) {
        if audio == .here { send(ModelEvents.delta(base64, of: item, of: response)) }
    }

    /// Words of the response that was begun.
    package func sayWords(_ text: String) {
        send(ModelEvents.words(text, of: item, of: response))
    }

    /// The audio of the response that was begun is whole.
    package func finishAudio() {
        send(ModelEvents.audioDone(item, of: response))
    }

    /// The response that was begun is over; where the audio goes elsewhere, it has been heard.
    package func endResponse(_ status: String) {
        send(ModelEvents.responseDone(response, item: item, status: status, said: greeting))
        if audio == .elsewhere { send(ModelEvents.outputBuffer("stopped", of: response)) }
    }

    /// The caller speaks over the response that was begun, whose audio goes elsewhere.
    /// - Parameter milliseconds: how much of it was heard.
    package func cutResponse(heard milliseconds: Int) {
        send(ModelEvents.outputBuffer("cleared", of: response))
        send(ModelEvents.responseDone(response, item: item, status: "cancelled", said: greeting))
        send(ModelEvents.truncated(item, milliseconds: milliseconds))
    }

    package func send(_ message: ByteBuffer) {
        socket?.send(message)
    }

    package func close() {
        socket?.close()
    }
}
