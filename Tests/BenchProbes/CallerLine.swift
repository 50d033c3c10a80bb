package import NIOCore

/// The carrier's end of one call: begins the stream when its socket opens, plays what it is sent in real time, and
/// returns marks when their audio has been played. Loop-bound.
package final class CallerLine: ProbeEnd {
    private static let frame = TimeAmount.milliseconds(20)

    /// A media message arrived.
    package var onMedia: ((ByteBuffer, UInt64) -> Void)?
    /// A `clear` arrived.
    package var onClear: ((UInt64) -> Void)?
    /// The call's stream is over.
    package var onClosed: (() -> Void)?
    /// When `start` was sent.
    package private(set) var startedAt: UInt64 = 0
    private let call: String
    private let token: String
    private let loop: any EventLoop
    private let returnsMarks: Bool
    private var socket: ProbeSocket?
    private var sent: UInt64 = 0
    /// When the caller will have heard all that has arrived.
    package private(set) var playedUntil = NIODeadline.now()
    private var marks: [String] = []

    /// - Parameters:
    ///   - call: the call's SID.
    ///   - token: what the webhook gave for it; nil for a socket on which no stream begins.
    ///   - returnsMarks: whether marks come back.
    package init(call: String, token: String, on loop: any EventLoop, returnsMarks: Bool = true) {
        self.call = call
        self.token = token
        self.loop = loop
        self.returnsMarks = returnsMarks
    }

    package func opened(_ socket: ProbeSocket) {
        self.socket = socket
        socket.send(CarrierMessages.connected)
        startedAt = Stamp.now
        socket.send(CarrierMessages.start(call: call, token: token))
    }

    package func closed() {
        socket = nil
        onClosed?()
    }

    /// The caller says 20 ms.
    package func say(_ payload: ByteBuffer) {
        sent += 1
        socket?.send(CarrierMessages.media(sent, payload))
    }

    /// The caller hangs up.
    package func hangUp() {
        socket?.send(CarrierMessages.stop(call: call))
        socket?.close()
    }

    package func received(_ text: ByteBuffer, at now: UInt64) {
        if text.find(#""event":"media""#) != nil {
            onMedia?(text, now)
            playedUntil = max(playedUntil, .now()) + .milliseconds(Int64(milliseconds(of: text)))
        } else if text.find(#""event":"clear""#) != nil {
            onClear?(now)
            playedUntil = .now()
            while let mark = marks.first { giveBack(mark) }
        } else if returnsMarks, let start = text.find(#""name":""#) {
            let name = text.readableBytesView.dropFirst(start).prefix { $0 != UInt8(ascii: "\"") }
            let mark = String(decoding: name, as: UTF8.self)
            marks.append(mark)
            loop.assumeIsolated().scheduleTask(deadline: playedUntil) { self.giveBack(mark) }
        }
    }

    /// Eight bytes of µ-law, and so 32/3 characters of base64, a millisecond.
    package func milliseconds(of media: ByteBuffer) -> Int {
        let around = 90
        return max(media.readableBytes - around, 0) * 3 / 32
    }

    /// Returns a mark, unless `clear` has returned it before.
    private func giveBack(_ mark: String) {
        guard let index = marks.firstIndex(of: mark) else { return }
        marks.remove(at: index)
        sent += 1
        socket?.send(CarrierMessages.mark(mark, sequence: sent))
    }
}
