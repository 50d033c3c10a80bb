import BenchProbes
import NIOCore

/// A caller who takes turns with the agent: speaks, waits for the answer to its end, and hangs up after the last one.
/// Loop-bound.
final class RecoveryCaller: ProbeEnd {
    /// What the caller noticed of the call. Moments are of the process' monotonic clock.
    struct Story: Sendable {
        /// When the model's socket was dropped; nil if it was not.
        var droppedAt: UInt64?
        /// How many turns the caller had finished by then.
        var turnsAtDrop = 0
        /// Whether the caller waited for an answer, or was hearing one.
        var wasListeningAtDrop = false
        /// When each of the caller's turns ended.
        var turnEnds: [UInt64] = []
        /// When the agent's sounds arrived.
        var sounds: [(at: UInt64, sound: RecoverySound)] = []
        /// Milliseconds of the greeting that arrived.
        var greetingMilliseconds = 0
        /// Whether the last answer was heard.
        var isFinished = false
    }

    private enum Phase {
        case greeting
        case speaking(frames: Int)
        case listening
        case over
    }

    private static let turnFrames = 40
    /// A quiet of so long ends the greeting, and an answer: it is longer than the pauses in one.
    private static let quietAfterGreeting = TimeAmount.milliseconds(300)
    private static let quietAfterAnswer = TimeAmount.milliseconds(1_200)
    /// A caller who hears nothing for so long gives up.
    private static let patience: UInt64 = 15_000_000_000
    private static let silence = ByteBuffer(repeating: 0xFF, count: Stamp.frameBytes).base64
    /// A square wave of 200 Hz, which a detector of speech takes for speech.
    private static let voice = ByteBuffer(
        bytes: (0..<Stamp.frameBytes).map { $0 / 20 % 2 == 0 ? 0x10 : 0x90 }
    ).base64

    private let line: CallerLine
    private let loop: any EventLoop
    private let over: EventLoopPromise<Story>
    private var story = Story()
    private var phase = Phase.greeting

    /// - Parameter over: gets what the caller noticed, when the call is over.
    init(_ line: CallerLine, on loop: any EventLoop, over: EventLoopPromise<Story>) {
        self.line = line
        self.loop = loop
        self.over = over
        line.onMedia = { [unowned self] media, now in heard(media, at: now) }
    }

    /// Notes that the model's socket is dropped now.
    func modelDrops() {
        guard story.droppedAt == nil else { return }
        story.droppedAt = Stamp.now
        story.turnsAtDrop = story.turnEnds.count
        if case .listening = phase { story.wasListeningAtDrop = true }
    }

    func opened(_ socket: ProbeSocket) {
        line.opened(socket)
        _ = Ticker(on: loop, from: .now() + .milliseconds(20)) { [self] _ in tick() }
    }

    func received(_ text: ByteBuffer, at now: UInt64) { line.received(text, at: now) }

    func closed() {
        line.closed()
        phase = .over
        over.succeed(story)
    }

    private func heard(_ media: ByteBuffer, at now: UInt64) {
        guard let sound = RecoverySound(media: media) else { return }
        story.sounds.append((now, sound))
        if sound == .greeting { story.greetingMilliseconds += line.milliseconds(of: media) }
    }

    /// Says the next 20 ms.
    private func tick() -> Bool {
        switch phase {
        case .greeting:
            line.say(Self.silence)
            if isQuiet(for: Self.quietAfterGreeting), story.greetingMilliseconds > 0 { phase = .speaking(frames: 0) }
        case .speaking(let frames):
            line.say(Self.voice)
            phase = .speaking(frames: frames + 1)
            guard frames + 1 == Self.turnFrames else { break }
            story.turnEnds.append(Stamp.now)
            phase = .listening
        case .listening:
            line.say(Self.silence)
            listen()
        case .over: return false
        }
        return true
    }

    private func listen() {
        guard let end = story.turnEnds.last else { return }
        let isAnswered = story.sounds.contains { $0.at > end && $0.sound == .answer }
        if isAnswered, isQuiet(for: Self.quietAfterAnswer) {
            guard story.turnEnds.count == RecoveryScript.turns else { return phase = .speaking(frames: 0) }
            story.isFinished = true
            line.hangUp()
        } else if Stamp.now > end + Self.patience {
            line.hangUp()
        }
    }

    private func isQuiet(for time: TimeAmount) -> Bool { line.playedUntil + time < .now() }
}
