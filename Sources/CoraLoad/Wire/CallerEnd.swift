import CoraTwilio
import CoraWire
import NIOCore
import Synchronization

/// The carrier's end of one call: says a stamped frame each 20 ms, plays what it is sent, returns marks, and leaves as
/// planned. Loop-bound.
final class CallerEnd: SocketEnd, Paced {
    /// How a stream ended.
    enum End: Sendable, Equatable {
        /// The caller hung up.
        case hungUp
        /// The server closed the stream after the caller had asked for a person.
        case handedOver
        /// It went wrong; the failure is counted.
        case failed
    }

    /// The last frames before the caller leaves may be lost with the call: both ends stop counting so long before.
    private static let leaving: UInt64 = 300_000_000
    /// What the caller waits for the first sound, for a transfer, and for the socket's end after `stop`.
    private static let firstAudioPatience: UInt64 = 10_000_000_000
    private static let transferPatience: UInt64 = 15_000_000_000
    private static let closePatience: UInt64 = 2_000_000_000

    /// Frames that may be on their way when the server closes a stream: those of 300 ms.
    private static let onTheWay = 15

    private enum Phase {
        case talking
        /// The caller has pressed 0.
        case asked(at: UInt64)
        /// `stop` is sent.
        case stopped(at: UInt64)
        case over
    }

    private let desk: CallerDesk
    private let link: CallLink
    private let endsAt: UInt64
    private let streamSid: String
    private let ended: EventLoopPromise<End>
    private var writer: MediaStreamEventWriter
    private var half: CallHalf
    private var hearing = LineHearing()
    private var scanner = StampScanner()
    private var audio = ByteBuffer()
    private var frame = ByteBuffer()
    private var socket: LoadSocket?
    private var place: PaceWheel<any Paced>.Place?
    private var phase = Phase.talking
    private var startedAt: UInt64 = 0
    private var sequence: UInt32 = 0
    private var hasFailed = false
    /// The socket was closed before it was known to be open.
    private var isGone = false

    /// - Parameters:
    ///   - beganAt: when the run began, on ``LoadClock``.
    ///   - ended: succeeds when the stream is over, whatever happens to it.
    init(
        _ link: CallLink, parameters: [String: String], beganAt: UInt64, at desk: CallerDesk,
        ended: EventLoopPromise<End>
    ) {
        self.desk = desk
        self.link = link
        self.ended = ended
        endsAt = beganAt + link.plan.endsAt
        streamSid = CarrierWebhook.streamSid(link.plan.number)
        half = CallHalf(call: link.plan.number, arrivals: SequenceAccount(most: desk.mostFrames))
        writer = MediaStreamEventWriter(
            StreamStart(
                streamSid: streamSid, callSid: CarrierWebhook.callSid(link.plan.number),
                accountSid: CarrierWebhook.accountSid, customParameters: parameters))
    }

    // MARK: The socket

    func opened(_ socket: LoadSocket) {
        // The server closed it before we were told that it is open.
        guard !isGone else {
            link.isOver.store(true, ordering: .relaxed)
            return fail(.noFirstAudio, "the server closed the stream at once")
        }
        self.socket = socket
        desk.up += 1
        write { $0.writeConnected(into: &$1) }
        startedAt = desk.now
        write { $0.writeStart(into: &$1) }
        place = desk.pacer.add(self, phase: link.plan.phase)
    }

    func closed() {
        // The dial tells of a socket that was never open.
        guard socket != nil else {
            isGone = true
            return ended.succeed(.failed)
        }
        socket = nil
        switch phase {
        case .talking:
            fail(half.heard ? .closedEarly : .noFirstAudio, "the server closed the stream")
            over(.failed)
        case .asked: over(.handedOver)
        case .stopped: over(hasFailed ? .failed : .hungUp)
        case .over: break
        }
    }

    func receivedOther() { fail(.nonsense, "a frame that is no text") }

    func received(_ text: ByteBuffer, at now: UInt64) {
        do throws(MediaStreamError) {
            let command = try text.withUnsafeReadableBytes { bytes in
                Result { () throws(MediaStreamError) in
                    try MediaStreamCommand.decode(bytes, streamSid: streamSid)
                }
            }.get()
            switch command {
            case .media(let media): hear(media, in: text, at: now)
            case .mark(let name): hearing.mark(name)
            case .clear: clear(at: now)
            }
        } catch {
            fail(.nonsense, "\(error.message): \(String(buffer: text).prefix(120))")
        }
    }

    // MARK: From the server

    private func hear(_ media: MediaFrame, in text: ByteBuffer, at now: UInt64) {
        guard decode(media, in: text) else { return fail(.nonsense, "a payload that is no base64") }
        desk.tally.messagesArrived += 1
        desk.tally.bytesArrived += audio.readableBytes
        if !half.heard {
            half.heard = true
            desk.tally.firstAudio.add(Int64(now - startedAt))
        }
        if link.isWide.load(ordering: .relaxed) { hearPulse(at: now) }
        var response: UInt16?
        audio.withUnsafeReadableBytes { bytes in
            scanner.read(bytes) { stamp in
                if arrived(stamp, at: now) { response = response ?? stamp.response }
            }
        }
        if let gap = hearing.audio(bytes: audio.readableBytes, of: response, at: now) {
            desk.tally.gaps += 1
            desk.tally.gapTime += gap
        }
    }

    private func hearPulse(at now: UInt64) {
        let isLoud = Pulse.isLoud(muLaw: audio)
        if let sentAt = link.downPulses.withLock({ $0.hear(isLoud: isLoud, at: now) }) {
            desk.tally.timed(sentAt: sentAt, at: now)
        }
    }

    /// Makes the message's audio ``audio``.
    private func decode(_ media: MediaFrame, in text: ByteBuffer) -> Bool {
        audio.clear()
        if media.isPayloadEscaped {
            var payload = ByteBuffer()
            text.withUnsafeReadableBytes { media.writePayload(from: $0, into: &payload) }
            return payload.withUnsafeReadableBytes { Base64.decode($0, into: &audio) }
        }
        return text.withUnsafeReadableBytes { bytes in
            media.payload.upperBound <= bytes.count
                && Base64.decode(UnsafeRawBufferPointer(rebasing: bytes[media.payload]), into: &audio)
        }
    }

    /// Notes a frame of the model's.
    /// - Returns: whether it is this call's.
    private func arrived(_ stamp: LoadStamp, at now: UInt64) -> Bool {
        desk.tally.framesArrived += 1
        // A model that does not know yet which call it is on says 0.
        guard stamp.direction == .down, [0, link.plan.number].contains(Int(stamp.call)),
            half.arrivals.add(Int(stamp.sequence))
        else {
            desk.tally.mixed += 1
            return false
        }
        desk.tally.timed(sentAt: stamp.sentAt, at: now)
        return true
    }

    private func clear(at now: UInt64) {
        hearing.clear(at: now)
        let bargedInAt = link.bargedInAt.exchange(0, ordering: .relaxed)
        if bargedInAt > 0 { desk.tally.bargeIn.add(Int64(now &- bargedInAt)) }
    }

    // MARK: To the server

    func paced(due: UInt64, now: UInt64) {
        switch phase {
        case .talking: goOn(at: now)
        case .asked(let at) where now > at + Self.transferPatience:
            fail(.transferUnanswered)
            hangUp(at: now)
        case .stopped(let at) where now > at + Self.closePatience:
            over(hasFailed ? .failed : .hungUp)
            socket?.close()
        case .asked, .stopped, .over: break
        }
        switch phase {
        case .talking, .asked:
            returnMarks(at: now)
            say(due: due)
        case .stopped, .over: break
        }
    }

    private func goOn(at now: UInt64) {
        if !half.heard, now > startedAt + Self.firstAudioPatience {
            fail(.noFirstAudio, "10 s after the stream's start")
            return hangUp(at: now)
        }
        if now + Self.leaving >= endsAt { leave() }
        guard now >= endsAt else { return }
        if link.plan.scenario == .transfer {
            phase = .asked(at: now)
            write { $0.writeDTMF("0", into: &$1) }
        } else {
            hangUp(at: now)
        }
    }

    /// Says that what is sent from now on need not arrive.
    private func leave() {
        guard !link.isLeaving.exchange(true, ordering: .relaxed) else { return }
        half.sent = Int(sequence)
        if link.plan.scenario == .transfer { link.isQuiet.store(true, ordering: .relaxed) }
    }

    private func hangUp(at now: UInt64) {
        leave()
        phase = .stopped(at: now)
        write { $0.writeStop(into: &$1) }
    }

    private func say(due: UInt64) {
        sequence += 1
        let now = desk.now
        desk.tally.pacing.add(Int64(now) - Int64(due))
        fillFrame(at: now)
        let timestamp = Int(sequence - 1) * 20
        frame.withUnsafeReadableBytes { audio in
            write(reserving: 400) { $0.writeMedia(audio: audio, timestamp: timestamp, into: &$1) }
        }
        desk.tally.framesSent += 1
        desk.tally.messagesSent += 1
        desk.tally.bytesSent += LoadStamp.frameBytes
    }

    /// Makes the next 20 ms.
    private func fillFrame(at now: UInt64) {
        if link.isWide.load(ordering: .relaxed) {
            let isLoud = Int(sequence).isMultiple(of: Pulse.frames)
            if isLoud { link.upPulses.withLock { $0.send(at: now) } }
            frame = isLoud ? Pulse.loudFrame : Pulse.quietFrame
        } else {
            frame.clear()
            LoadStamp(.up, call: UInt32(truncatingIfNeeded: link.plan.number), sequence: sequence, sentAt: now)
                .writeFrame(into: &frame)
        }
    }

    private func returnMarks(at now: UInt64) {
        for name in hearing.marksDue(at: now) { write { $0.writeMark(name, into: &$1) } }
    }

    private func write(
        reserving size: Int = 256, _ event: (inout MediaStreamEventWriter, inout ByteBuffer) -> Void
    ) {
        var message = ByteBuffer()
        message.reserveCapacity(size)
        event(&writer, &message)
        socket?.send(message)
    }

    // MARK: The end

    /// Counts what went wrong with the call first; what follows from it is not counted.
    private func fail(_ kind: LoadFailure, _ detail: String = "") {
        guard !hasFailed else { return }
        hasFailed = true
        desk.tally.failed(kind, detail)
    }

    private func over(_ end: End) {
        if case .over = phase { return }
        if !link.isLeaving.load(ordering: .relaxed) { leave() }
        phase = .over
        if end != .hungUp { desk.tally.atClose += min(Int(sequence), Self.onTheWay) }
        link.isOver.store(true, ordering: .relaxed)
        if let place { desk.pacer.remove(place) }
        desk.up -= 1
        desk.halves[half.call] = half
        ended.succeed(end)
    }
}
