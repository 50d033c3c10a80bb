import Synchronization
package import Tracing

/// Makes spans that go into a queue when they end. A backend of swift-distributed-tracing. Any thread.
package struct QueueTracer: Tracer {
    private let queue: SpanQueue

    package init(_ queue: SpanQueue) {
        self.queue = queue
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> QueuedSpan {
        var context = context()
        let parent = context.spanIdentity
        let identity = SpanIdentity(
            trace: parent?.trace ?? UInt128.random(in: 1 ... .max), span: UInt64.random(in: 1 ... .max))
        context.spanIdentity = identity
        let span = FinishedSpan(
            identity: identity, parent: parent.flatMap { $0.span == 0 ? nil : $0.span }, name: operationName,
            kind: kind, began: instant().nanosecondsSinceEpoch, ended: 0, attributes: [:], events: [])
        return QueuedSpan(context: context, span, queue)
    }

    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.spanIdentity = SpanIdentity(header: header) ?? context.spanIdentity
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let identity = context.spanIdentity else { return }
        injector.inject(identity.header, forKey: "traceparent", into: &carrier)
    }
}

/// A span that goes into a queue when it ends. What comes after that changes nothing. Any thread.
package final class QueuedSpan: Tracing.Span {
    private static let mostEvents = 128

    package let context: ServiceContext
    private let queue: SpanQueue
    private let state: Mutex<FinishedSpan>

    init(context: ServiceContext, _ span: FinishedSpan, _ queue: SpanQueue) {
        self.context = context
        self.queue = queue
        state = Mutex(span)
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package var isRecording: Bool { state.withLock { $0.ended == 0 } }

    package func setStatus(_ status: SpanStatus) { state.withLock { $0.status = status } }

    package func addEvent(_ event: SpanEvent) {
        state.withLock { if $0.events.count < Self.mostEvents { $0.events.append(event) } }
    }

    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        attributes["exception.message"] = "\(error)"
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    /// Spans of other traces are not told of here.
    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let time = instant().nanosecondsSinceEpoch
        let finished: FinishedSpan? = state.withLock { span in
            guard span.ended == 0 else { return nil }
            span.ended = max(time, span.began, 1)
            return span
        }
        if let finished { queue.offer(finished) }
    }
}
