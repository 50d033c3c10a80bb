import CoraCall
import CoraWire
import NIOCore
import NIOEmbedded

/// Twilio's end of a media socket, on virtual time: plays what it is sent at eight bytes a millisecond, returns a mark
/// when everything before it has been played, and on `clear` drops the rest and returns every mark (Twilio, "Media Streams:
/// WebSocket messages"). Loop-bound.
final class FakeCarrier {
    /// One thing the carrier was told.
    enum Heard: Sendable, Equatable {
        /// Audio, in bytes of µ-law.
        case audio(Int)
        /// A mark.
        case mark(String)
        /// The buffer was emptied when this much of the stream had been played, in milliseconds.
        case clear(playedMilliseconds: Int)
        /// A close frame with this code.
        case close(UInt16)
    }

    private let channel: NIOAsyncTestingChannel
    private let loop: NIOAsyncTestingEventLoop
    /// What one read is to bring, while that is said.
    private var gathered: [TestFrame]?
    /// Everything the carrier was told, in order.
    private(set) var heard: [Heard] = []
    /// The µ-law that was sent, dropped audio included.
    private(set) var audio: [UInt8] = []
    /// Whether marks are returned. A carrier that loses them returns none.
    var returnsMarks = true
    /// Whether the caller's microphone sends a frame every 20 ms.
    private var microphone: RepeatedTask?
    private var frames = 0
    private var sequence = 1
    /// Milliseconds of the stream that have been played, dropped audio left out, and when what was sent will have been.
    private var played = 0
    private var playsUntil = NIODeadline.uptimeNanoseconds(0)
    private var waiting: [(name: String, bytes: Int, task: Scheduled<Void>)] = []

    init(_ channel: NIOAsyncTestingChannel, on loop: NIOAsyncTestingEventLoop) {
        self.channel = channel
        self.loop = loop
    }

    /// How many buffers were written to it.
    func writes() throws -> Int { try channel.writes() }

    // MARK: What the carrier says

    /// Sends one text message.
    func send(_ text: String) {
        receive(.text(text))
    }

    /// Delivers one frame as the pipeline does: with the end of the read behind it.
    func receive(_ frame: TestFrame) {
        guard gathered == nil else { return gathered?.append(frame) ?? () }
        channel.receive(frame, isMasked: true)
    }

    /// Delivers all that is sent in `body` in one read.
    func together(_ body: () -> Void) {
        gathered = []
        body()
        let frames = gathered ?? []
        gathered = nil
        channel.receive(frames, isMasked: true)
    }

    /// The stream begins.
    func start(
        token: String?, encoding: String = "audio/x-mulaw", accountSID: String = TestCall.accountSID,
        streamSID: String = TestCall.streamSID
    ) {
        let parameters = token.map { #""token":"\#($0)""# } ?? ""
        send(
            """
            {"event":"start","sequenceNumber":"1","start":{"accountSid":"\(accountSID)",\
            "streamSid":"\(streamSID)","callSid":"\(TestCall.callSID)","tracks":["inbound"],\
            "mediaFormat":{"encoding":"\(encoding)","sampleRate":8000,"channels":1},\
            "customParameters":{\(parameters)}},"streamSid":"\(streamSID)"}
            """)
    }

    /// One media frame of 20 ms.
    func media(_ byte: UInt8 = 0xFF, timestamp: Int? = nil) {
        sequence += 1
        let base64 = Base64Text.encode([UInt8](repeating: byte, count: 160))
        send(
            """
            {"event":"media","sequenceNumber":"\(sequence)","media":{"track":"inbound","chunk":"\(sequence)",\
            "timestamp":"\(timestamp ?? frames * 20)","payload":"\(base64)"},"streamSid":"\(TestCall.streamSID)"}
            """)
        frames += 1
    }

    /// The caller's microphone is on: a frame every 20 ms from now on.
    func microphoneOn() {
        guard microphone == nil else { return }
        let carrier = NIOLoopBound(self, eventLoop: loop)
        microphone = loop.scheduleRepeatedTask(initialDelay: .milliseconds(20), delay: .milliseconds(20)) { _ in
            carrier.value.media()
        }
    }

    /// No frame comes any more, as when the caller's network is gone. The stream's clock goes on.
    func microphoneOff() {
        microphone?.cancel()
        microphone = nil
    }

    /// The stream's clock moves on by that many frames which never came.
    func loseFrames(_ count: Int) { frames += count }

    /// A key on the keypad.
    func press(_ digit: String) {
        send(
            #"{"event":"dtmf","streamSid":"\#(TestCall.streamSID)","dtmf":{"track":"inbound_track","digit":"\#(digit)"}}"#
        )
    }

    /// The caller hangs up.
    func stop() {
        microphoneOff()
        send(#"{"event":"stop","streamSid":"\#(TestCall.streamSID)","stop":{"callSid":"\#(TestCall.callSID)"}}"#)
    }

    /// The socket is gone without a `stop`.
    func vanish() {
        microphoneOff()
        channel.close(promise: nil)
    }

    /// The carrier reads no more, and returns no marks.
    /// - Parameter waiting: how many bytes wait for it.
    func stopReading(waiting: Int) throws {
        returnsMarks = false
        try channel.stopReading(waiting: waiting)
    }

    // MARK: What the carrier is told

    /// Takes one frame that was written to it.
    func take(_ frame: TestFrame) {
        guard frame.opcode != .close else {
            var data = frame.data
            return heard.append(.close(data.readInteger() ?? 0))
        }
        guard frame.opcode == .text, let message = try? JSON.parse(frame.data) else { return }
        switch message["event"]?.string {
        case "media": play(Base64Text.decode(message["media"]?["payload"]?.string ?? ""))
        case "mark": hold(mark: message["mark"]?["name"]?.string ?? "")
        case "clear": clear()
        default: break
        }
    }

    private func play(_ bytes: [UInt8]) {
        heard.append(.audio(bytes.count))
        audio += bytes
        playsUntil = max(playsUntil, loop.now) + .microseconds(Int64(bytes.count) * 125)
        played += bytes.count
    }

    private func hold(mark name: String) {
        heard.append(.mark(name))
        guard returnsMarks else { return }
        let carrier = NIOLoopBound(self, eventLoop: loop)
        let task = loop.scheduleTask(deadline: max(playsUntil, loop.now)) { carrier.value.giveBack() }
        waiting.append((name, played, task))
    }

    private func giveBack() {
        guard !waiting.isEmpty else { return }
        mark(waiting.removeFirst().name)
    }

    /// Returns a mark, asked for or not.
    func mark(_ name: String) {
        send(#"{"event":"mark","streamSid":"\#(TestCall.streamSID)","mark":{"name":"\#(name)"}}"#)
    }

    private func clear() {
        let unheard = playsUntil > loop.now ? Int((playsUntil - loop.now).nanoseconds / 125_000) : 0
        played -= unheard
        playsUntil = loop.now
        heard.append(.clear(playedMilliseconds: played / LineAudio.bytesPerMillisecond))
        for mark in waiting {
            mark.task.cancel()
            let carrier = NIOLoopBound(self, eventLoop: loop)
            loop.execute { carrier.value.mark(mark.name) }
        }
        waiting = []
    }
}
