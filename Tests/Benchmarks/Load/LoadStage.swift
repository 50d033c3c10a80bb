import BenchProbes
import NIOCore

/// The calls of a run, with one clock for all: each millisecond, the twentieth part of the callers say a frame and the
/// hundredth part of the models go on. Loop-bound.
final class LoadStage {
    /// Whether callers and models speak.
    var isTalking = false
    /// Whether callers speak only once they have heard something: where calls begin while others talk, as people do, and so
    /// that nothing is said into a line that has nobody yet.
    var waitsForAudio = false
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
        let caller = LoadCaller(self, number: callers.count, call: call, token: token)
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

    /// The model at the other end of a caller's line says that they speak over it.
    func interrupted(_ caller: Int) {
        if callers.indices.contains(caller) { callers[caller].interruptedAt = NIODeadline.now().uptimeNanoseconds }
    }

    /// The model at the other end of a caller's line says that they are done.
    func finishedTurn(_ caller: Int) {
        if callers.indices.contains(caller) { callers[caller].finishedAt = NIODeadline.now().uptimeNanoseconds }
    }

    /// How many sockets are open, of both ends.
    var sockets: Int { callers.count { $0.isOpen } + models.count { $0.isOpen } }

    /// Ends every call; others may begin.
    func hangUp() {
        for caller in callers { caller.hangUp() }
    }

    /// Forgets the calls that have ended, and what was counted.
    func clear() {
        callers = []
        models = []
        figures = LoadFigures()
        (said, heard) = (0, 0)
    }

    /// Ends every call, and the clock.
    func end() {
        isOver = true
        hangUp()
    }
}

/// What the model's audio is.
enum LoadEncoding: Sendable {
    case pcmu
    case pcm16

    /// 20 ms as base64; more than what an append has beside it.
    var charactersPerFrame: Int {
        switch self {
        case .pcmu: 216
        case .pcm16: 1280
        }
    }

    /// 100 ms without a stamp.
    var delta: ByteBuffer {
        switch self {
        case .pcmu: ByteBuffer(repeating: 0x55, count: 800).base64
        case .pcm16: ByteBuffer(repeating: 0x55, count: 4800).base64
        }
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

    /// Where the text of a JSON member begins, whose key is given in its quotes, with or without blanks.
    func text(of key: StaticString) -> Int? {
        guard var place = end(of: key) else { return nil }
        while place < count, self[place] == UInt8(ascii: ":") || self[place] == UInt8(ascii: " ") { place += 1 }
        return place < count && self[place] == UInt8(ascii: "\"") ? place + 1 : nil
    }
}
