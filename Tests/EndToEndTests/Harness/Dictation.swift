import CoraStandIn
import CoraWire
import NIOCore
import Synchronization

/// What the model's stand-in wrote down of every session, with the time at which it said so: the other end's own log of
/// what was said.
final class Dictation: StandInObserver {
    /// Words that were sent.
    struct Words: Sendable {
        var session: String
        var isCaller: Bool
        var text: String
        var at: ContinuousClock.Instant
        /// When the caller had heard them to their end, where that was noted.
        var heardAt: ContinuousClock.Instant?
    }

    let ear = ModelEar()
    private let state = Mutex<[Words]>([])

    var words: [Words] { state.withLock { $0 } }

    func sessionOpened(_ session: String) { ear.sessionOpened(session) }

    func sessionClosed(_ session: String, code: Int?, log: [StandInLogEntry]) {
        ear.sessionClosed(session, code: code, log: log)
    }

    func exchanged(_ text: ByteBuffer, from side: StandInSide, session: String, at: Duration) {
        note(text, from: side, session)
        ear.exchanged(text, from: side, session: session, at: at)
    }

    private func note(_ text: ByteBuffer, from side: StandInSide, _ session: String) {
        guard side == .server, text.readableBytes < 4096, let event = try? JSON.parse(text),
            let words = event["transcript"]?.string
        else { return }
        let isCaller = event["type"] == "conversation.item.input_audio_transcription.completed"
        guard isCaller || event["type"] == "response.output_audio_transcript.done" else { return }
        state.withLock { $0.append(Words(session: session, isCaller: isCaller, text: words, at: .now)) }
    }

    /// The caller has heard the agent's last words in a session to their end.
    func wasHeard(in session: String) {
        state.withLock { words in
            let last = words.lastIndex { $0.session == session && !$0.isCaller }
            if let last { words[last].heardAt = .now }
        }
    }

    /// What must be taken down of a session if the server died at that moment: the caller's words that were sent well
    /// before, and the agent's that had been heard well before.
    func due(in session: String, at death: ContinuousClock.Instant) -> [Words] {
        words.filter { words in
            let moment = words.isCaller ? words.at : words.heardAt
            return words.session == session && moment.map { $0 < death - .seconds(1) } ?? false
        }
    }
}
