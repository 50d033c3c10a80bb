package import CoraCall
package import CoraTenant
import Synchronization

/// Makes the spans of calls: the carrier's requests, the call's stream, connecting to the model, turns, tools and
/// interruptions. It makes a span when the work is over, from what was measured, so that calls need not know of spans.
/// All spans of a call are in one trace, whose id is the call's. They name the tenant and the call, not the caller or
/// what was said.
///
/// Called on event loops; it takes a lock for the length of a few additions.
package final class CallTraces: CallObserver, CallRecorder {
    /// The most calls kept at once, counting calls whose end was never reported; calls beyond them are not traced in
    /// whole.
    private static let limit = 8192

    private struct Stream {
        /// The call's own span, which is still open.
        var span: CallSpan
        /// When the model was dialled; nil if it is not being dialled.
        var dialled: WallTime?
    }

    private struct State {
        var streams: [String: Stream] = [:]
        /// By call, the span that the call's other spans are part of: the first request's.
        var roots: [String: SpanIdentity] = [:]
        var rootsInOrder: [String] = []
    }

    private let queue: SpanQueue
    private let clocks: Clocks
    private let state = Mutex(State())

    /// - Parameter queue: takes finished spans.
    package init(queue: SpanQueue, clocks: Clocks) {
        self.queue = queue
        self.clocks = clocks
    }

    // MARK: Requests

    /// Runs a request of the carrier's within a span of the call's trace.
    ///
    /// - Parameters:
    ///   - name: method and route: `POST /twilio/voice`.
    ///   - callSID: the carrier's id of the call.
    ///   - callID: our own id of the call.
    ///   - tenant: the tenant's id, if it is known.
    package func request<Answer>(
        _ name: String, callSID: String, callID: String, tenant: String? = nil, _ answer: () async throws -> Answer
    ) async rethrows -> Answer {
        var span = CallSpan(name, in: parent(of: callID), .server, from: clocks.wall())
        span.attributes[LogKey.call] = .text(callSID)
        if let tenant { span.attributes[LogKey.tenant] = .text(tenant) }
        keepRoot(span.identity, of: callID)
        defer { finish(span) }
        do { return try await answer() } catch {
            span.add(
                .init(
                    name: "exception", at: clocks.wall(),
                    attributes: [
                        "exception.type": .text("\(type(of: error))"), "exception.message": .text("\(error)"),
                    ]))
            span.failure = "\(error)"
            throw error
        }
    }

    private func parent(of callID: String) -> SpanIdentity {
        state.withLock { $0.roots[callID] } ?? SpanIdentity(callID: callID)
            ?? SpanIdentity(trace: UInt128.random(in: 1 ... .max))
    }

    private func keepRoot(_ identity: SpanIdentity, of callID: String) {
        state.withLock { state in
            guard state.roots[callID] == nil else { return }
            state.roots[callID] = identity
            state.rootsInOrder.append(callID)
            if state.rootsInOrder.count > Self.limit { state.roots[state.rootsInOrder.removeFirst()] = nil }
        }
    }

    // MARK: The stream

    /// Begins and ends spans by what a call has recorded. Called on event loops.
    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        switch entry {
        case .started: begin(ticket)
        case .ended(let termination, let figures): end(ticket, termination, figures)
        case .page(let figures): change(ticket) { $0.span.attributes[LogKey.page] = .text(figures.inWords) }
        case .turn, .tool, .transfer, .claim, .usage, .transcription: break
        }
    }

    private func begin(_ ticket: CallTicket) {
        let span = Self.marked(CallSpan("call", in: parent(of: ticket.callID), from: clocks.wall()), ticket) {
            $0[LogKey.attempt] = .number(ticket.attempt)
        }
        keepRoot(span.identity, of: ticket.callID)
        state.withLock { state in
            if state.streams.count < Self.limit { state.streams[ticket.streamID] = Stream(span: span) }
        }
    }

    private func end(_ ticket: CallTicket, _ termination: Termination, _ figures: CallFigures) {
        guard var span = state.withLock({ $0.streams.removeValue(forKey: ticket.streamID) })?.span else { return }
        span.attributes[LogKey.outcome] = .text(termination.label)
        span.attributes[LogKey.result] = .text(termination.result.rawValue)
        span.attributes[LogKey.bargeIns] = .number(figures.bargeIns)
        switch termination.result {
        case .modelFault, .serverFault: span.failure = termination.description
        case .completed, .callerFault: break
        }
        finish(span)
    }

    // MARK: What was measured

    /// Makes spans of what a call has measured. Called on event loops.
    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        guard let stream = state.withLock({ $0.streams[ticket.streamID] }) else { return }
        let now = clocks.wall()
        switch observation {
        case .modelDialling: change(ticket) { $0.dialled = now }
        case .modelReady(let span): connected(stream, ticket, from: now - span, failure: nil)
        case .modelFailed(let why): failed(stream, ticket, why, at: now)
        case .modelRestored: change(ticket) { $0.span.add(.init(name: "model restored", at: now)) }
        case .firstAudio(let span):
            change(ticket) {
                $0.span.attributes[LogKey.firstAudio] = .number(span.milliseconds)
                $0.span.add(.init(name: "first audio", at: now))
            }
        case .turn(let timing): heard(timing, stream, ticket)
        case .bargeIn(let span, let ours):
            var made = child("barge-in", stream, ticket, from: now - span)
            made.attributes[LogKey.ours] = .number(ours.milliseconds)
            finish(made)
        case .tool(let name, let succeeded, let span):
            var made = child("tool \(name.excerpt(64))", stream, ticket, from: now - span)
            made.attributes[LogKey.tool] = .text(name.excerpt(64))
            if !succeeded { made.failure = "" }
            finish(made)
        case .modelClosed, .page, .transcription, .allowance: break
        }
    }

    private func failed(_ stream: Stream, _ ticket: CallTicket, _ why: String, at now: WallTime) {
        if let dialled = stream.dialled { return connected(stream, ticket, from: dialled, failure: why) }
        change(ticket) {
            $0.span.add(.init(name: "model failed", at: now, attributes: [LogKey.reason: .text(why)]))
        }
    }

    private func connected(_ stream: Stream, _ ticket: CallTicket, from began: WallTime, failure: String?) {
        change(ticket) { $0.dialled = nil }
        var made = child("model connect", stream, ticket, .client, from: began)
        made.failure = failure
        finish(made)
    }

    /// Makes the span from the caller's last word until the caller hears the answer, with the stages as events.
    private func heard(_ timing: TurnTiming, _ stream: Stream, _ ticket: CallTicket) {
        var made = child("turn", stream, ticket, from: wall(timing.callerStopped))
        made.attributes[LogKey.turn] = .number(timing.number)
        if let cause = timing.cause { made.attributes[LogKey.cause] = .text(cause.rawValue) }
        let spans: [(TurnTiming.Cause, CallDuration?)] = [
            (.endpointing, timing.endpointing), (.model, timing.model), (.tool, timing.tools), (.us, timing.ours),
            (.line, timing.line),
        ]
        for case (let part, let span?) in spans {
            made.attributes[LogKey.part(part)] = .number(span.milliseconds)
        }
        let stages: [(String, CallInstant?)] = [
            ("model heard", timing.modelHeard), ("first delta", timing.firstDelta),
            ("first frame", timing.firstFrame),
        ]
        for case (let stage, let time?) in stages { made.add(.init(name: stage, at: wall(time))) }
        finish(made, at: timing.heard.map(wall))
    }

    // MARK: Spans

    /// Ends a span, now unless a moment is given, and puts it into the queue.
    private func finish(_ span: CallSpan, at moment: WallTime? = nil) {
        var span = span
        span.end(at: moment ?? clocks.wall())
        queue.offer(span)
    }

    private func change(_ ticket: CallTicket, _ body: (inout Stream) -> Void) {
        state.withLock { state in
            guard var stream = state.streams[ticket.streamID] else { return }
            body(&stream)
            state.streams[ticket.streamID] = stream
        }
    }

    private func child(
        _ name: String, _ stream: Stream, _ ticket: CallTicket, _ kind: CallSpan.Kind = .inside, from began: WallTime
    ) -> CallSpan {
        Self.marked(CallSpan(name, in: stream.span.identity, kind, from: began), ticket)
    }

    private static func marked(
        _ span: CallSpan, _ ticket: CallTicket, _ more: (inout [String: CallSpan.Attribute]) -> Void = { _ in }
    ) -> CallSpan {
        var span = span
        span.attributes = [LogKey.call: .text(ticket.callSID), LogKey.tenant: .text(ticket.tenant.id)]
        more(&span.attributes)
        return span
    }

    /// Turns a moment of the calls' steady clock into the time of day.
    private func wall(_ moment: CallInstant) -> WallTime { clocks.wall() - (clocks.steady() - moment) }
}
