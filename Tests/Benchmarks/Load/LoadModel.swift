import BenchProbes
import CoraWire
import NIOCore

/// The model of a call of the load: turns of 6 s, and in every other one the caller interrupts (see `BusyModel`, whose turns
/// these are), with a stamp in each delta. Calls are at different places of their turns. Loop-bound.
final class LoadModel: LoadEnd {
    private static let ticksPerTurn = 60
    private static let answerBegins = 10
    private static let answerEnds = 40
    private static let lead = 5

    private let stage: LoadStage
    private var socket: LoadSocket?
    private var audio: StampedAudio
    private var scratch = ByteBuffer()
    private var count: Int
    private var responses = 0
    private var isAnswering = false
    private var isGreeted = false
    private(set) var isReady = false
    /// From when on it hears; by the monotonic clock, in nanoseconds.
    private var readyAt = UInt64.max
    /// Which of the callers it speaks with, once it has heard them.
    private var caller: Int?

    /// - Parameter number: which of the models it is.
    init(_ stage: LoadStage, number: Int) {
        self.stage = stage
        audio = StampedAudio(stage.encoding.delta, of: number)
        // Coprime to the length of two turns, so that calls are spread over it.
        count = number * 37 % (2 * Self.ticksPerTurn)
    }

    /// Whether its socket is open.
    var isOpen: Bool { socket != nil }

    func opened(_ socket: LoadSocket) {
        self.socket = socket
        socket.send(ModelEvents.sessionCreated)
    }

    func closed() {
        socket = nil
        isReady = false
    }

    func received(_ text: UnsafeRawBufferPointer, at now: UInt64) {
        if UnsafeRawBufferPointer(rebasing: text.prefix(48)).end(of: #""input_audio_buffer.append""#) != nil {
            return heard(text, at: now)
        }
        switch (try? JSON.parse(ByteBuffer(bytes: text)))?["type"]?.string {
        case "input_audio_buffer.append": heard(text, at: now)
        case "session.update":
            socket?.send(ModelEvents.sessionUpdated)
            guard !isReady else { return }
            isReady = true
            readyAt = NIODeadline.now().uptimeNanoseconds
        case "response.create" where !isGreeted:
            isGreeted = true
            begin()
            say()
            finish("completed")
        default: break
        }
    }

    private func heard(_ text: UnsafeRawBufferPointer, at now: UInt64) {
        // Frames that waited may have come together.
        let frames = max(text.count / stage.encoding.charactersPerFrame, 1)
        stage.figures.heardUp += frames
        stage.heard += frames
        guard let stamp = StampedAudio.stamp(in: text, under: #""audio""#, &scratch) else { return }
        if let caller, caller != stamp.source { stage.figures.mixed += 1 }
        caller = stamp.source
        // What was said before it was there has waited for it.
        if stamp.sentAt >= readyAt { stage.figures.up.add(Int64(now) - Int64(stamp.sentAt)) }
    }

    /// 100 ms are over.
    func tick() {
        guard isReady else { return }
        let (turn, place) = count.quotientAndRemainder(dividingBy: Self.ticksPerTurn)
        count += 1
        switch place {
        case 0:
            if isAnswering, let caller { stage.interrupted(caller) }
            socket?.send(ModelEvents.speechStarted(turn))
            if isAnswering { end("cancelled") }
        case Self.answerBegins:
            if let caller { stage.finishedTurn(caller) }
            socket?.send(ModelEvents.speechStopped(turn))
            socket?.send(ModelEvents.committed(turn))
            socket?.send(ModelEvents.transcript("And what does the house on Maple Avenue cost?", turn))
            begin()
            for _ in 0..<Self.lead { say() }
        case Self.answerEnds where turn.isMultiple(of: 2):
            if isAnswering { finish("completed") }
        default:
            if isAnswering { say() }
        }
    }

    // MARK: Speech

    private var response: String { "resp_\(responses)" }
    private var item: String { "item_\(responses)" }

    private func begin() {
        responses += 1
        isAnswering = true
        socket?.send(ModelEvents.responseCreated(response))
        socket?.send(ModelEvents.itemAdded(item, of: response))
    }

    private func say() {
        socket?.send(ModelEvents.words("a word or two ", of: item, of: response))
        audio.stamp(NIODeadline.now().uptimeNanoseconds)
        stage.figures.saidDown += 1
        socket?.send(ModelEvents.delta(audio.base64, of: item, of: response))
    }

    private func finish(_ status: String) {
        socket?.send(ModelEvents.audioDone(item, of: response))
        end(status)
    }

    private func end(_ status: String) {
        isAnswering = false
        socket?.send(ModelEvents.responseDone(response, item: item, status: status, said: "a word or two"))
    }
}
