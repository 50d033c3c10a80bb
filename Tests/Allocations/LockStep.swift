import BenchProbes
import CoraCall
import CoraTenant
import NIOCore

/// Both other ends of one call on one loop: a frame is sent when the last one has arrived, so that nothing queues and
/// every frame costs the same. Loop-bound.
final class LockStep {
    /// Which way frames go.
    enum Way: String, CaseIterable {
        case toModel
        case toCaller
    }

    let model = ModelConversation(greeting: CallUnderTest.greeting)
    let line: CallerLine
    /// While one side speaks, the other is heard every so many frames: a line that falls quiet is given silence, and a
    /// model that gives no sign in the middle of a response for 20 s is lost.
    private static let framesPerSignOfLife = 1000
    private let fromModel: ByteBuffer
    private let fromCaller = Stamp(sequence: 1, sentAt: 0).frame
    private var way = Way.toModel
    private var left = 0
    private var finished: EventLoopPromise<Void>?
    private var isOver = false

    init(call: String, token: String, _ encoding: AudioEncoding, on loop: any EventLoop) {
        line = CallerLine(call: call, token: token, on: loop, returnsMarks: false)
        fromModel = ByteBuffer(repeating: 0x12, count: 20 * encoding.bytesPerMillisecond).base64
        model.onAppend = { [unowned self] _, _ in
            if way == .toModel { step() }
        }
        line.onClosed = { [unowned self] in
            isOver = true
            finished?.fail(Self.ended)
            finished = nil
        }
        line.onMedia = { [unowned self] _, _ in
            if way == .toCaller { step() }
        }
    }

    private static let ended = AllocationBenchmark.Refused(description: "the call ended while its frames were counted")

    /// Sends so many frames, one after the other.
    /// - Parameter promise: kept when the last has arrived.
    func run(_ way: Way, frames: Int, _ promise: EventLoopPromise<Void>) {
        guard !isOver else { return promise.fail(Self.ended) }
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
        // Not with the last frame: what answers a sign must not be taken for the first frame of the other way.
        let isSign = left % Self.framesPerSignOfLife == Self.framesPerSignOfLife / 2
        if way == .toModel || isSign { line.say(fromCaller) }
        if way == .toCaller || isSign { model.say(fromModel) }
    }
}
