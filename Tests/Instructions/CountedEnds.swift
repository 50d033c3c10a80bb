import BenchProbes
import NIOCore

/// Both other ends of the counted call, in lock step with it: nothing is sent before what was sent has arrived, so that
/// every run does the same work, however slow. Loop-bound.
final class CountedEnds {
    /// What arrives.
    enum Sign {
        /// A caller's frame, at the model.
        case frame
        /// The model's audio, at the caller.
        case audio
        /// The caller's `clear`.
        case clear
    }

    /// The longest that anything is on its way. Under valgrind everything takes fifty times as long.
    private static let patience = TimeAmount.seconds(30)

    let model = ModelConversation(greeting: CallUnderTest.greeting)
    let line: CallerLine
    private let loop: any EventLoop
    private var awaited: (sign: Sign, promise: EventLoopPromise<Void>, limit: Scheduled<Void>)?

    init(on loop: any EventLoop) {
        self.loop = loop
        line = CallerLine(call: CallUnderTest.callSID, token: CallUnderTest.token, on: loop, returnsMarks: false)
        model.onAppend = { [unowned self] _, _ in saw(.frame) }
        line.onMedia = { [unowned self] _, _ in saw(.audio) }
        line.onClear = { [unowned self] _ in saw(.clear) }
        line.onClosed = { [unowned self] in give(.failure(Self.refused("the call ended while it was counted"))) }
    }

    /// Waits for the next sign of a kind.
    /// - Parameter promise: kept when it has come; failed after 30 s, and when the call ends.
    func await(_ sign: Sign, _ promise: EventLoopPromise<Void>) {
        let limit = loop.assumeIsolated().scheduleTask(in: Self.patience) { [unowned self] in
            give(.failure(Self.refused("no \(sign) came within 30 s")))
        }
        awaited = (sign, promise, limit)
    }

    private func saw(_ sign: Sign) {
        if awaited?.sign == sign { give(.success(())) }
    }

    private func give(_ result: Result<Void, any Error>) {
        guard let (_, promise, limit) = awaited else { return }
        awaited = nil
        limit.cancel()
        promise.completeWith(result)
    }

    private static func refused(_ words: String) -> InstructionCount.Refused {
        InstructionCount.Refused(description: words)
    }
}
