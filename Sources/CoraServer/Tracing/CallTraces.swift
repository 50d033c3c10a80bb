package import CoraCall
import CoraStore
import Synchronization
package import Tracing

/// Makes the spans of calls: the carrier's requests, the call's stream, connecting to the model, turns, tools and
/// interruptions. They are made when they are over, from what was measured, so that a call has no part in it. All of
/// one call's are of one trace, whose id is the call's. They say whose call it was, not who called or what was said.
///
/// Called on event loops; takes a lock for the length of a few additions.
package final class CallTraces: CallObserver, CallRecorder {
    /// More calls than that at once, or calls whose end was never told, are not traced in whole.
    private static let limit = 8192

    private struct Stream {
        var span: any Tracing.Span
        var dialled: TraceInstant?
    }

    private struct State {
        var streams: [String: Stream] = [:]
        /// What the call's spans are part of: the first request for it.
        var roots: [String: ServiceContext] = [:]
        var rootsInOrder: [String] = []
    }

    private let tracer: any Tracer
    private let wall: @Sendable () -> UInt64
    private let clock: @Sendable () -> CallInstant
    private let state = Mutex(State())

    /// - Parameters:
    ///   - tracer: makes spans.
    ///   - wall: the wall clock, in nanoseconds since 1970 (UTC).
    ///   - clock: the calls' own clock.
    package init(
        tracer: any Tracer, wall: @escaping @Sendable () -> UInt64, clock: @escaping @Sendable () -> CallInstant
    ) {
        self.tracer = tracer
        self.wall = wall
        self.clock = clock
    }

    // MARK: Requests

    /// Answers a request of the carrier's within a span of the call's trace.
    ///
    /// - Parameters:
    ///   - name: method and route: `POST /twilio/voice`.
    ///   - callSID: the carrier's id of the call.
    ///   - tenant: the tenant's id, if it is known.
    package func request<Answer>(
        _ name: String, callSID: String, tenant: String? = nil, _ answer: () async throws -> Answer
    ) async rethrows -> Answer {
        let callID = RowID.call(sid: callSID)
        let span = start(name, in: context(of: callID), .server, at: now)
        span.attributes["cora.call.sid"] = callSID
        if let tenant { span.attributes["cora.tenant"] = tenant }
        keepRoot(span.context, of: callID)
        defer { span.end(at: now) }
        do { return try await answer() } catch {
            span.recordError(error, attributes: [:], at: now)
            span.setStatus(SpanStatus(code: .error, message: "\(error)"))
            throw error
        }
    }

    private func context(of callID: String) -> ServiceContext {
        if let root = state.withLock({ $0.roots[callID] }) { return root }
        var context = ServiceContext.topLevel
        context.spanIdentity = SpanIdentity(callID: callID)
        return context
    }

    private func keepRoot(_ context: ServiceContext, of callID: String) {
        state.withLock { state in
            guard state.roots[callID] == nil else { return }
            state.roots[callID] = context
            state.rootsInOrder.append(callID)
            if state.rootsInOrder.count > Self.limit { state.roots[state.rootsInOrder.removeFirst()] = nil }
        }
    }

    // MARK: The stream

    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        switch entry {
        case .started: begin(ticket)
        case .ended(let termination, let figures): end(ticket, termination, figures)
        case .turn, .tool, .transfer, .claim, .usage, .transcription: break
        }
    }

    private func begin(_ ticket: CallTicket) {
        let span = start("call", in: context(of: ticket.callID), .internal, at: now)
        span.attributes["cora.attempt"] = ticket.attempt
        mark(span, ticket)
        keepRoot(span.context, of: ticket.callID)
        state.withLock { state in
            if state.streams.count < Self.limit { state.streams[ticket.streamID] = Stream(span: span) }
        }
    }

    private func end(_ ticket: CallTicket, _ termination: Termination, _ figures: CallFigures) {
        guard let stream = state.withLock({ $0.streams.removeValue(forKey: ticket.streamID) }) else { return }
        stream.span.attributes["cora.outcome"] = termination.label
        stream.span.attributes["cora.result"] = termination.result.rawValue
        stream.span.attributes["cora.bargeins"] = figures.bargeIns
        switch termination.result {
        case .modelFault, .serverFault:
            stream.span.setStatus(SpanStatus(code: .error, message: termination.description))
        case .completed, .callerFault: break
        }
        stream.span.end(at: now)
    }

    // MARK: What was measured

    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        guard let stream = state.withLock({ $0.streams[ticket.streamID] }) else { return }
        switch observation {
        case .modelDialling:
            let time = now
            state.withLock { $0.streams[ticket.streamID]?.dialled = time }
        case .modelReady(let span): connected(stream, ticket, from: now - span, failure: nil)
        case .modelFailed(let why): failed(stream, ticket, why)
        case .firstAudio(let span):
            stream.span.attributes["cora.first_audio.ms"] = span.milliseconds
            stream.span.addEvent(SpanEvent(name: "first audio", at: now))
        case .turn(let timing): heard(timing, stream, ticket)
        case .bargeIn(let span, let ours):
            let made = child("barge-in", stream, ticket, from: now - span)
            made.attributes["cora.ours.ms"] = ours.milliseconds
            made.end(at: now)
        case .tool(let name, let succeeded, let span):
            let made = child("tool \(name.prefix(64))", stream, ticket, from: now - span)
            made.attributes["cora.tool"] = String(name.prefix(64))
            if !succeeded { made.setStatus(SpanStatus(code: .error)) }
            made.end(at: now)
        case .modelClosed, .allowance: break
        }
    }

    private func failed(_ stream: Stream, _ ticket: CallTicket, _ why: String) {
        if let dialled = stream.dialled { return connected(stream, ticket, from: dialled, failure: why) }
        stream.span.addEvent(SpanEvent(name: "model failed", at: now, attributes: ["cora.reason": "\(why)"]))
    }

    private func connected(_ stream: Stream, _ ticket: CallTicket, from began: TraceInstant, failure: String?) {
        state.withLock { $0.streams[ticket.streamID]?.dialled = nil }
        let made = child("model connect", stream, ticket, .client, from: began)
        if let failure { made.setStatus(SpanStatus(code: .error, message: failure)) }
        made.end(at: now)
    }

    /// From the caller's last word to the answer at their ear, with the stages as events.
    private func heard(_ timing: TurnTiming, _ stream: Stream, _ ticket: CallTicket) {
        let made = child("turn", stream, ticket, from: instant(timing.callerStopped))
        made.attributes["cora.turn"] = timing.number
        if let cause = timing.cause { made.attributes["cora.cause"] = cause.rawValue }
        let spans: [(String, CallDuration?)] = [
            ("endpointing", timing.endpointing), ("model", timing.model), ("tool", timing.tools),
            ("us", timing.ours), ("line", timing.line),
        ]
        for case (let part, let span?) in spans { made.attributes["cora.\(part).ms"] = span.milliseconds }
        let stages: [(String, CallInstant?)] = [
            ("model heard", timing.modelHeard), ("first delta", timing.firstDelta),
            ("first frame", timing.firstFrame),
        ]
        for case (let stage, let time?) in stages { made.addEvent(SpanEvent(name: stage, at: instant(time))) }
        made.end(at: timing.heard.map(instant) ?? now)
    }

    // MARK: Spans

    private func start(
        _ name: String, in context: ServiceContext, _ kind: SpanKind, at instant: TraceInstant
    ) -> any Tracing.Span {
        tracer.startSpan(name, context: context, ofKind: kind, at: instant)
    }

    private func child(
        _ name: String, _ stream: Stream, _ ticket: CallTicket, _ kind: SpanKind = .internal, from began: TraceInstant
    ) -> any Tracing.Span {
        let span = start(name, in: stream.span.context, kind, at: began)
        mark(span, ticket)
        return span
    }

    private func mark(_ span: any Tracing.Span, _ ticket: CallTicket) {
        span.attributes["cora.call.sid"] = ticket.callSID
        span.attributes["cora.tenant"] = ticket.tenant.id
    }

    private var now: TraceInstant { TraceInstant(nanosecondsSinceEpoch: wall()) }

    /// A moment of the calls' clock on the wall's.
    private func instant(_ moment: CallInstant) -> TraceInstant { now - (clock() - moment) }
}

/// A moment of the wall clock.
struct TraceInstant: TracerInstant {
    /// Since 1970 (UTC).
    let nanosecondsSinceEpoch: UInt64

    static func < (left: TraceInstant, right: TraceInstant) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }

    /// The moment `span` earlier.
    static func - (instant: TraceInstant, span: CallDuration) -> TraceInstant {
        let time = Int64(clamping: instant.nanosecondsSinceEpoch).subtractingReportingOverflow(span.nanoseconds)
        return TraceInstant(nanosecondsSinceEpoch: UInt64(max(time.overflow ? 0 : time.partialValue, 0)))
    }
}
