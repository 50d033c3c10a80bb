import BenchProbes
import CoraWire
import NIOCore

/// The calls of a run, with one clock for all: each millisecond, the twentieth part of the callers say a frame and the
/// hundredth part of the models go on. Loop-bound.
final class LoadStage {
    /// Whether callers and models speak.
    var isTalking = false
    /// Since it was last set.
    var figures = LoadFigures()
    /// Callers' frames of the whole run that were sent, and that reached the model.
    var said = 0
    var heard = 0
    /// Whether the run is over.
    private var isOver = false
    let encoding: LoadEncoding
    let loop: any EventLoop
    private var callers: [LoadCaller] = []
    private var models: [LoadModel] = []

    init(_ encoding: LoadEncoding, on loop: any EventLoop) {
        self.encoding = encoding
        self.loop = loop
        let start = NIODeadline.now() + .milliseconds(20)
        _ = Ticker(on: loop, from: start, every: .milliseconds(1)) { [self] count in
            guard !isOver else { return false }
            tick(count, due: start + .milliseconds(Int64(count)))
            return true
        }
    }

    private func tick(_ count: Int, due: NIODeadline) {
        let now = NIODeadline.now()
        if isTalking { figures.pacing.add((now - due).nanoseconds) }
        for index in stride(from: count % 20, to: callers.count, by: 20) { callers[index].tick(now) }
        guard isTalking else { return }
        for index in stride(from: count % 100, to: models.count, by: 100) { models[index].tick() }
    }

    /// The caller of one more call.
    func makeCaller(call: String, token: String) -> LoadCaller {
        let caller = LoadCaller(self, call: call, token: token)
        callers.append(caller)
        return caller
    }

    /// The model of one more call.
    func makeModel() -> LoadModel {
        let model = LoadModel(self, number: models.count)
        models.append(model)
        return model
    }

    /// How many calls have both ends.
    var ready: Int { min(callers.count { $0.isOpen }, models.count { $0.isReady }) }

    /// Ends every call.
    func end() {
        isOver = true
        for caller in callers { caller.hangUp() }
    }
}

/// What the model's audio is.
enum LoadEncoding: Sendable {
    case pcmu
    case pcm16

    /// 100 ms without a stamp.
    var delta: ByteBuffer {
        switch self {
        case .pcmu: ByteBuffer(repeating: 0x55, count: 800).base64
        case .pcm16: ByteBuffer(repeating: 0x55, count: 4800).base64
        }
    }
}

/// Stamped audio, whose first characters say when it was sent.
struct StampedAudio {
    /// Eighteen bytes of audio, of which the stamp takes sixteen.
    private static let characters = 24

    private(set) var base64: ByteBuffer
    private var number: UInt64 = 0
    private var audio = ByteBuffer()
    private var text = ByteBuffer()

    /// - Parameter base64: audio.
    init(_ base64: ByteBuffer) {
        self.base64 = base64
    }

    /// Stamps it anew.
    mutating func stamp(_ now: UInt64) {
        number += 1
        audio.clear()
        audio.writeInteger(number)
        audio.writeInteger(now)
        audio.writeInteger(0x5555, as: UInt16.self)
        text.clear()
        audio.withUnsafeReadableBytes { Base64.encode($0, into: &text) }
        base64.setBuffer(text, at: base64.readerIndex)
    }

    /// When the audio behind `key` was sent; nil if it has no stamp that could be.
    static func time(in message: UnsafeRawBufferPointer, after key: StaticString, _ scratch: inout ByteBuffer)
        -> UInt64?
    {
        guard let start = message.end(of: key), message.count >= start + characters else { return nil }
        scratch.clear()
        let text = UnsafeRawBufferPointer(rebasing: message[start..<start + characters])
        guard Base64.decode(text, into: &scratch), let number: UInt64 = scratch.readInteger(), number < 1 << 32 else {
            return nil
        }
        return scratch.readInteger()
    }
}

extension UnsafeRawBufferPointer {
    /// Where the first occurrence of `key` ends.
    func end(of key: StaticString) -> Int? {
        let wanted = UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        guard count >= wanted.count else { return nil }
        for start in 0...(count - wanted.count) where self[start] == wanted[0] && self[start + 1] == wanted[1] {
            if self[start..<start + wanted.count].elementsEqual(wanted) { return start + wanted.count }
        }
        return nil
    }
}
