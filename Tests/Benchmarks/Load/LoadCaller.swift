import BenchProbes
import NIOCore

/// A caller of the load: speaks a stamped frame each 20 ms, and returns marks when their audio has been played. Loop-bound.
final class LoadCaller: LoadEnd {
    private let stage: LoadStage
    private let call: String
    private let token: String
    private var socket: LoadSocket?
    private var sent: UInt64 = 0
    private var audio = StampedAudio(ByteBuffer(repeating: 0x55, count: Stamp.frameBytes).base64)
    private var message = ByteBuffer()
    private var scratch = ByteBuffer()
    /// When the caller will have heard all that has arrived.
    private var playedUntil = NIODeadline.now()
    private var marks: [(name: String, due: NIODeadline)] = []

    init(_ stage: LoadStage, call: String, token: String) {
        self.stage = stage
        self.call = call
        self.token = token
    }

    /// Whether its stream has begun.
    var isOpen: Bool { socket != nil }

    func opened(_ socket: LoadSocket) {
        self.socket = socket
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
        guard stage.isTalking else { return }
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
            stage.figures.heardDown += 1
            if let sentAt = StampedAudio.time(in: text, after: #""payload":""#, &scratch) {
                stage.figures.down.add(Int64(now) - Int64(sentAt))
            }
            // Eight bytes of µ-law, and so 32/3 characters, a millisecond; about 90 characters are around them.
            let milliseconds = max(text.count - 90, 0) * 3 / 32
            playedUntil = max(playedUntil, .now()) + .milliseconds(Int64(milliseconds))
        } else if beginning.end(of: #""clear""#) != nil {
            stage.figures.clears += 1
            playedUntil = .now()
            while let mark = marks.first, let socket { giveBack(mark.name, socket) }
        } else if let start = text.end(of: #""name":""#) {
            let name = text[start...].prefix { $0 != UInt8(ascii: "\"") }
            marks.append((String(decoding: name, as: UTF8.self), playedUntil))
        }
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
