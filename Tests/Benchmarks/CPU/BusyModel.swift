import BenchProbes
import CoraTenant
import NIOCore
import Synchronization

/// The model's end of a call that is always in use: turns of 6 s, and in every other one the caller interrupts.
/// Loop-bound.
///
/// A turn, in ticks of 100 ms: the caller speaks (0), is done (10), and is answered in deltas of 100 ms with the words
/// beside them. An answer that is let finish takes 3 s; the next one is still being said when the caller speaks again.
/// Where the audio goes straight to a browser, all is the same but for the deltas.
final class BusyModel {
    private static let ticksPerTurn = 60
    private static let answerBegins = 10
    private static let answerEnds = 40
    /// What the model is ahead of the caller's ear, so that there is something to cut.
    private static let lead = 5
    /// 100 ms of µ-law, and of 24 kHz samples.
    private static let lineAudio = ByteBuffer(repeating: 0x55, count: 800).base64
    private static let wideAudio = ByteBuffer(repeating: 0x55, count: 4800).base64

    private let conversation: ModelConversation
    private let way: BusyWay
    private let loop: any EventLoop
    private let work: BusyWork
    private var ticker: Ticker?
    private var isAnswering = false
    private var isOver = false

    /// - Parameters:
    ///   - way: how the call comes.
    ///   - work: counts the caller's audio as it arrives.
    init(on loop: any EventLoop, _ way: BusyWay = .line(.pcmu), _ work: BusyWork) {
        self.loop = loop
        self.way = way
        self.work = work
        conversation = ModelConversation(
            greeting: ServerUnderTest.greeting, audio: way == .peer ? .elsewhere : .here)
        conversation.onAppend = { _, _ in work.appends.add(1, ordering: .relaxed) }
        conversation.onTruncate = { work.truncations.add(1, ordering: .relaxed) }
        // A sideband's session has its settings from the beginning: it is in use once the browser is there, and greeted.
        if way == .peer {
            conversation.onGreeted = { [unowned self] in begin() }
        } else {
            conversation.onSetUp = { [unowned self] in begin() }
        }
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
            conversation.send(ModelEvents.speechStarted(turn))
            if isAnswering { cut() }
        case Self.answerBegins:
            conversation.send(ModelEvents.speechStopped(turn))
            conversation.send(ModelEvents.committed(turn))
            conversation.send(ModelEvents.transcript("And what does the house on Maple Avenue cost?", turn))
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
        conversation.say(way == .line(.pcmu) ? Self.lineAudio : Self.wideAudio)
    }

    private func cut() {
        guard way == .peer else { return end("cancelled") }
        isAnswering = false
        work.truncations.add(1, ordering: .relaxed)
        conversation.cutResponse(heard: 1000)
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
