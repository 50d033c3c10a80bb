import BenchProbes
import NIOCore
import Synchronization

/// The model's end of a call that is always in use: turns of 6 s, and in every other one the caller interrupts.
/// Loop-bound.
///
/// A turn, in ticks of 100 ms: the caller speaks (0), is done (10), and is answered in deltas of 100 ms of µ-law with
/// the words beside them. An answer that is let finish takes 3 s; the next one is still being said when the caller
/// speaks again.
final class BusyModel {
    private static let ticksPerTurn = 60
    private static let answerBegins = 10
    private static let answerEnds = 40
    /// What the model is ahead of the caller's ear, so that there is something to cut.
    private static let lead = 5
    /// 100 ms of µ-law.
    private static let audio = ByteBuffer(repeating: 0x55, count: 800).base64

    let conversation = ModelConversation(greeting: ServerUnderTest.greeting)
    private let loop: any EventLoop
    private var ticker: Ticker?
    private var isAnswering = false
    private var isOver = false

    /// - Parameter work: counts the caller's audio as it arrives.
    init(on loop: any EventLoop, _ work: BusyWork) {
        self.loop = loop
        conversation.onAppend = { _, _ in work.appends.add(1, ordering: .relaxed) }
        conversation.onTruncate = { work.truncations.add(1, ordering: .relaxed) }
        conversation.onSetUp = { [unowned self] in begin() }
    }

    private func begin() {
        guard ticker == nil else { return }
        ticker = Ticker(on: loop, from: .now() + .milliseconds(500), every: .milliseconds(100)) { [weak self] count in
            guard let self, !isOver else { return false }
            tick(count)
            return true
        }
    }

    private func tick(_ count: Int) {
        let (turn, place) = count.quotientAndRemainder(dividingBy: Self.ticksPerTurn)
        let isInterrupted = !turn.isMultiple(of: 2)
        switch place {
        case 0:
            conversation.send(ModelEvents.speechStarted)
            if isAnswering { end("cancelled") }
        case Self.answerBegins:
            conversation.send(ModelEvents.speechStopped)
            conversation.send(ModelEvents.transcript("And what does the house on Maple Avenue cost?"))
            conversation.beginResponse()
            isAnswering = true
            for _ in 0..<Self.lead { say() }
        case Self.answerEnds where !isInterrupted:
            conversation.finishAudio()
            end("completed")
        default:
            if isAnswering { say() }
        }
    }

    private func say() {
        conversation.sayWords("a word or two ")
        conversation.say(Self.audio)
    }

    private func end(_ status: String) {
        isAnswering = false
        conversation.endResponse(status)
    }
}

extension BusyModel: ProbeEnd {
    func opened(_ socket: ProbeSocket) { conversation.opened(socket) }

    func received(_ text: ByteBuffer, at now: UInt64) { conversation.received(text, at: now) }

    func closed() { isOver = true }
}
