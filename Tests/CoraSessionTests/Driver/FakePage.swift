import CoraCall
import CoraWeb
import CoraWire
import NIOCore
import NIOEmbedded

/// A web client, on virtual time: plays what it is sent at 48 bytes a millisecond, reports ten times a second while it
/// plays and when its queue runs dry, and on `clear` drops the rest. Loop-bound.
final class FakePage {
    private let channel: NIOAsyncTestingChannel
    private let loop: NIOAsyncTestingEventLoop
    /// Every message it was told, in order.
    private(set) var told: [JSON] = []
    /// The audio it was sent, that which it dropped included.
    private(set) var audio: [UInt8] = []
    /// The code and the reason of the close frame.
    private(set) var close: (code: UInt16, reason: String)?
    /// How long it queues audio before it plays it, as a page's jitter buffer does.
    var delay = TimeAmount.zero
    /// Whether it reports what it plays.
    var reports = true

    /// Positions in samples: up to where audio came, and where playback was at `since`.
    private var received = 0
    private var position = 0
    private var since = NIODeadline.uptimeNanoseconds(0)
    private var isPlaying = false
    private var report: Scheduled<Void>?
    private var microphone: RepeatedTask?

    init(_ channel: NIOAsyncTestingChannel, on loop: NIOAsyncTestingEventLoop) {
        self.channel = channel
        self.loop = loop
    }

    // MARK: What it says

    /// Sends one message.
    func say(_ message: WebMessage) {
        var data = ByteBuffer()
        message.write(into: &data)
        receive(TestFrame(opcode: .text, data: data))
    }

    /// Sends one text message as it stands.
    func send(_ text: String) {
        receive(.text(text))
    }

    /// Sends one frame of the caller's audio.
    func send(_ audio: [UInt8]) {
        receive(TestFrame(opcode: .binary, data: ByteBuffer(bytes: audio)))
    }

    /// Delivers one frame as the pipeline does: with the end of the read behind it.
    func receive(_ frame: TestFrame) {
        channel.receive(frame, isMasked: true)
    }

    /// The microphone is on: a block of silence every 20 ms from now on.
    func microphoneOn() {
        let page = NIOLoopBound(self, eventLoop: loop)
        microphone = loop.scheduleRepeatedTask(initialDelay: .milliseconds(20), delay: .milliseconds(20)) { _ in
            page.value.send([UInt8](repeating: 0, count: WebAudio.blockBytes))
        }
    }

    /// No frame comes any more.
    func microphoneOff() {
        microphone?.cancel()
        microphone = nil
    }

    /// It reads no more, and says nothing of what it plays.
    /// - Parameter waiting: how many bytes wait for it.
    func stopReading(waiting: Int) throws {
        reports = false
        try channel.stopReading(waiting: waiting)
    }

    // MARK: What it is told

    /// Takes one frame that was written to it.
    func take(_ frame: TestFrame) {
        var data = frame.data
        switch frame.opcode {
        case .close:
            let code = data.readInteger(as: UInt16.self) ?? 0
            close = (code, String(buffer: data))
            report?.cancel()
            microphoneOff()
        case .binary:
            audio += Array(data.readableBytesView)
            received += data.readableBytes / WebAudio.bytesPerSample
            play()
        case .text:
            guard let message = try? JSON.parse(data) else { return }
            told.append(message)
            if message["type"] == "clear" { clear(to: message["position"]?.int ?? 0) }
        default: break
        }
    }

    /// The messages of one type.
    func all(_ type: String) -> [JSON] { told.filter { $0["type"]?.string == type } }

    // MARK: Playback

    /// How many samples have been played or dropped by now.
    var played: Int {
        guard isPlaying, loop.now > since else { return position }
        return min(position + Int((loop.now - since).nanoseconds * 24 / 1_000_000), received)
    }

    /// Playback stops for a while, as where the network does.
    func stall(for time: TimeAmount) {
        position = played
        since = loop.now + time
    }

    private func play() {
        guard !isPlaying else { return }
        isPlaying = true
        since = loop.now + delay
        schedule()
    }

    private func schedule() {
        let page = NIOLoopBound(self, eventLoop: loop)
        let step = TimeAmount.milliseconds(100)
        let rest = max(since, loop.now) + .nanoseconds(Int64(received - played) * 1_000_000 / 24)
        report = loop.scheduleTask(deadline: min(loop.now + step, rest)) { page.value.due() }
    }

    private func due() {
        let now = played
        if reports { say(.played(position: now)) }
        guard now < received else {
            position = now
            return isPlaying = false
        }
        schedule()
    }

    private func clear(to position: Int) {
        self.position = position
        received = position
        isPlaying = false
        report?.cancel()
    }
}
