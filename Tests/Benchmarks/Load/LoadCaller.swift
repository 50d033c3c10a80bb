import BenchProbes
import NIOCore

/// A caller of the load: speaks a stamped frame each 20 ms, and returns marks when their audio has been played. Loop-bound.
final class LoadCaller: LoadEnd {
    /// When the model said that the caller speaks over it, until the line is cleared; by the monotonic clock, in nanoseconds.
    var interruptedAt: UInt64?
    /// When the model said that the caller is done, until the answer is heard.
    var finishedAt: UInt64?
    private let stage: LoadStage
    private let call: String
    private let token: String
    private var socket: LoadSocket?
    private var sent: UInt64 = 0
    private var audio: StampedAudio
    private var message = ByteBuffer()
    private var scratch = ByteBuffer()
    /// When the caller will have heard all that has arrived.
    private var playedUntil = NIODeadline.now()
    private var marks: [(name: String, due: NIODeadline)] = []
    private var openedAt: UInt64 = 0
    private var hasHeard = false

    /// - Parameter number: which of the callers it is.
    init(_ stage: LoadStage, number: Int, call: String, token: String) {
        self.stage = stage
        audio = StampedAudio(ByteBuffer(repeating: 0x55, count: Stamp.frameBytes).base64, of: number)
        self.call = call
        self.token = token
    }

    /// Whether its stream has begun.
    var isOpen: Bool { socket != nil }

    func opened(_ socket: LoadSocket) {
        self.socket = socket
        openedAt = NIODeadline.now().uptimeNanoseconds
        socket.send(CarrierMessages.connected)
        socket.send(CarrierMessages.start(call: call, token: token))
    }

    func closed() {
        socket = nil
    }

    /// 20 ms are over.
    func tick(_ now: NIODeadline) {
        guard let socket else { return }
        while let mark = marks.first, mark.due <= now { giveBack(mark.name, socket) }
        guard stage.isTalking, hasHeard || !stage.waitsForAudio else { return }
        sent += 1
        stage.figures.saidUp += 1
        stage.said += 1
        audio.stamp(NIODeadline.now().uptimeNanoseconds)
        message.clear()
        message.writeStaticString(#"{"event":"media","sequenceNumber":""#)
        message.writeString(String(sent + 1))
        message.writeStaticString(#"","media":{"track":"inbound","chunk":""#)
        message.writeString(String(sent))
        message.writeStaticString(#"","timestamp":""#)
        message.writeString(String((sent - 1) * 20))
        message.writeStaticString(#"","payload":""#)
        message.writeImmutableBuffer(audio.base64)
        message.writeStaticString(#""},"streamSid":"MZ00000000000000000000000000000001"}"#)
        socket.send(message)
    }

    func received(_ text: UnsafeRawBufferPointer, at now: UInt64) {
        let beginning = UnsafeRawBufferPointer(rebasing: text.prefix(32))
        if beginning.end(of: #""media""#) != nil {
            heard(text, at: now)
        } else if beginning.end(of: #""clear""#) != nil {
            cleared(at: now)
        } else if let start = text.text(of: #""name""#) {
            let name = text[start...].prefix { $0 != UInt8(ascii: "\"") }
            marks.append((String(decoding: name, as: UTF8.self), playedUntil))
        }
    }

    private func heard(_ text: UnsafeRawBufferPointer, at now: UInt64) {
        hasHeard = true
        stage.figures.heardDown += 1
        // A greeting that was recorded of another call bears that call's stamp.
        if let stamp = StampedAudio.stamp(in: text, under: #""payload""#, &scratch), stamp.sentAt >= openedAt {
            stage.figures.down.add(Int64(now) - Int64(stamp.sentAt))
        }
        if let finishedAt {
            stage.figures.answers.add(Int64(now) - Int64(finishedAt))
            self.finishedAt = nil
        }
        // Eight bytes of µ-law, and so 32/3 characters, a millisecond; about 90 characters are around them.
        let milliseconds = max(text.count - 90, 0) * 3 / 32
        playedUntil = max(playedUntil, .now()) + .milliseconds(Int64(milliseconds))
    }

    private func cleared(at now: UInt64) {
        stage.figures.clears += 1
        if let interruptedAt {
            stage.figures.bargeIns.add(Int64(now) - Int64(interruptedAt))
            self.interruptedAt = nil
        }
        playedUntil = .now()
        while let mark = marks.first, let socket { giveBack(mark.name, socket) }
    }

    private func giveBack(_ mark: String, _ socket: LoadSocket) {
        marks.removeFirst()
        sent += 1
        socket.send(CarrierMessages.mark(mark, sequence: sent))
    }

    /// Ends the call.
    func hangUp() {
        socket?.send(CarrierMessages.stop(call: call))
        socket?.close()
    }
}
