import CoraCall
import NIOCore

/// Both other ends of one call on one loop: a frame is sent when the last one has arrived, so that nothing queues and
/// every frame costs the same. Loop-bound.
final class LockStep {
    /// Which way frames go.
    enum Way: String, CaseIterable {
        case toModel
        case toCaller
    }

    let model = ModelConversation(greeting: ServerUnderTest.greeting)
    let line: CallerLine
    /// While the model speaks, the caller is heard every so many frames: a line that falls quiet is given silence, which
    /// is not what is measured.
    private static let framesPerSignOfLife = 1000
    /// What arrived last, each way: the messages that a pipeline without a call has to produce as well.
    private(set) var lastAppend = ByteBuffer()
    private(set) var lastMedia = ByteBuffer()
    private let fromModel: ByteBuffer
    private let fromCaller = Stamp(sequence: 1, sentAt: 0).frame
    private var way = Way.toModel
    private var left = 0
    private var finished: EventLoopPromise<Void>?

    init(call: String, token: String, _ encoding: AudioEncoding, on loop: any EventLoop) {
        line = CallerLine(call: call, token: token, on: loop, returnsMarks: false)
        fromModel = ByteBuffer(repeating: 0x12, count: 20 * encoding.bytesPerMillisecond).base64
        model.onAppend = { [unowned self] text, _ in
            lastAppend = text
            if way == .toModel { step() }
        }
        line.onMedia = { [unowned self] text, _ in
            lastMedia = text
            if way == .toCaller { step() }
        }
    }

    /// Sends so many frames, one after the other.
    /// - Parameter promise: kept when the last has arrived.
    func run(_ way: Way, frames: Int, _ promise: EventLoopPromise<Void>) {
        self.way = way
        left = frames
        finished = promise
        step()
    }

    private func step() {
        guard left > 0 else {
            finished?.succeed()
            return finished = nil
        }
        left -= 1
        switch way {
        case .toModel: line.say(fromCaller)
        case .toCaller:
            if left.isMultiple(of: Self.framesPerSignOfLife) { line.say(fromCaller) }
            model.say(fromModel)
        }
    }
}
