import BenchProbes
import NIOCore
import Synchronization

/// When the model last said that the caller began to speak; read at the other end.
final class BargeIn: Sendable {
    let sentAt = Atomic<UInt64>(0)
}

/// A model that talks without a pause and is interrupted at regular intervals: a stamped delta each 20 ms to CORA, and
/// halfway between, one on the direct socket. Loop-bound.
final class TalkingModel {
    /// What each response begins with: the caller is always this far behind, so that there is something to cut.
    private static let lead = ByteBuffer(repeating: 0x55, count: 10 * Stamp.frameBytes)

    let conversation: ModelConversation
    let direct = DirectEnd(audioAfter: #""payload":""#)
    private(set) var arrivals = Arrivals()
    private(set) var sent: UInt64 = 0
    /// How often the caller interrupted, and how often the conversation was cut afterwards.
    private(set) var interruptions = 0
    private(set) var truncations = 0
    private let bargeIn: BargeIn
    private var isInterrupted = true
    private var tickers: [Ticker] = []

    init(_ conversation: ModelConversation, _ bargeIn: BargeIn) {
        self.conversation = conversation
        self.bargeIn = bargeIn
        conversation.onAppend = { [unowned self] text, now in
            if let stamp = Stamp(in: text, after: #""audio":""#) { arrivals.add(stamp, at: now) }
        }
        conversation.onTruncate = { [unowned self] in truncations += 1 }
    }

    /// Talks from that moment on, for so many frames, interrupted every so many.
    func talk(frames: Int, interruptedEvery interval: Int, on loop: any EventLoop, from start: NIODeadline) {
        tickers = [
            Ticker(on: loop, from: start) { [unowned self] tick in
                let isTurn = tick % interval == interval - 1
                isTurn ? interrupt() : goOn()
                return tick + 1 < frames
            },
            Ticker(on: loop, from: start + .milliseconds(10)) { [unowned self] tick in
                direct.send { ModelEvents.delta($1, of: "item_1", of: "resp_1") }
                return tick + 1 < frames
            },
        ]
    }

    /// The caller is heard: the server cancels its response by itself.
    private func interrupt() {
        interruptions += 1
        isInterrupted = true
        bargeIn.sentAt.store(Stamp.now, ordering: .relaxed)
        conversation.send(ModelEvents.speechStarted(interruptions))
    }

    private func goOn() {
        guard isInterrupted else {
            sent += 1
            return conversation.say(Stamp(sequence: sent, sentAt: Stamp.now).frame)
        }
        isInterrupted = false
        if interruptions > 0 {
            conversation.endResponse("cancelled")
            conversation.send(ModelEvents.speechStopped(interruptions))
            conversation.send(ModelEvents.committed(interruptions))
            conversation.send(ModelEvents.transcript("And what does it cost?", interruptions))
        }
        conversation.beginResponse()
        conversation.say(Stamp(sequence: 0, sentAt: 0).lead(Self.lead))
    }
}

extension Stamp {
    /// Audio that is not measured.
    fileprivate func lead(_ rest: ByteBuffer) -> ByteBuffer {
        var audio = ByteBuffer()
        audio.writeInteger(sequence)
        audio.writeInteger(sentAt)
        audio.writeImmutableBuffer(rest)
        return audio.base64
    }
}
