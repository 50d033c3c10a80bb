import Foundation
import Testing
import Tracing

@testable import CoraServer

@Suite("Spans on their way to a collector")
struct QueueTracerTests {
    @Test("children are of their parent's trace; a span alone begins one")
    func parents() throws {
        let queue = SpanQueue()
        let tracer = QueueTracer(queue)
        let parent = tracer.startSpan("parent", context: .topLevel)
        tracer.startSpan("child", context: parent.context).end()
        parent.end()
        let spans = queue.take(2)
        #expect(spans[0].parent == spans[1].identity.span)
        #expect(spans[0].identity.trace == spans[1].identity.trace)
        #expect(spans[1].parent == nil && spans[1].identity.trace != 0)
    }

    @Test("a span ends once, not before it began, and then changes no more")
    func once() {
        let queue = SpanQueue()
        let span = QueueTracer(queue).startSpan(
            "a", context: .topLevel, at: TraceInstant(nanosecondsSinceEpoch: 50))
        #expect(span.isRecording)
        span.end(at: TraceInstant(nanosecondsSinceEpoch: 10))
        span.operationName = "b"
        span.end()
        #expect(!span.isRecording)
        let spans = queue.take(5)
        #expect(spans.map(\.name) == ["a"])
        #expect(spans.first?.ended == 50)
    }

    @Test("what does not fit is counted")
    func bounded() {
        let queue = SpanQueue(limit: 2)
        for _ in 0..<5 { QueueTracer(queue).startSpan("a", context: .topLevel).end() }
        #expect(queue.take(10).count == 2)
        #expect(queue.takeDropped() == 3)
        #expect(queue.takeDropped() == 0)
    }

    private struct Headers: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }

    @Test("the W3C's header is written and read")
    func traceparent() {
        let tracer = QueueTracer(SpanQueue())
        var context = ServiceContext.topLevel
        let header = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"
        tracer.extract(["traceparent": header], into: &context, using: Headers())
        #expect(context.spanIdentity?.spanText == "00f067aa0ba902b7")
        var carrier: [String: String] = [:]
        tracer.inject(context, into: &carrier, using: Headers())
        #expect(carrier == ["traceparent": header])
    }

    @Test(
        "what is no such header is passed over",
        arguments: [
            "", "00-0-0-01", "ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        ])
    func badHeader(header: String) {
        var context = ServiceContext.topLevel
        QueueTracer(SpanQueue()).extract(["traceparent": header], into: &context, using: Headers())
        #expect(context.spanIdentity == nil)
    }

    @Test("a call's trace bears its id; what is no UUID begins a trace of its own")
    func ids() {
        #expect(
            SpanIdentity(callID: "00000000-0000-0000-0000-00000000000f")?.traceText
                == "0000000000000000000000000000000f")
        #expect(SpanIdentity(callID: "c1") == nil)
        #expect(SpanIdentity(callID: "00000000-0000-0000-0000-000000000000") == nil)
    }

    @Test("a document is as OTLP wants it: ids in hexadecimal, long numbers as text")
    func document() throws {
        let queue = SpanQueue()
        let span = QueueTracer(queue).startSpan(
            "turn", context: .topLevel, ofKind: .server,
            at: TraceInstant(nanosecondsSinceEpoch: 1_790_000_000_000_000_001))
        span.attributes["n"] = 5
        span.attributes["s"] = "x"
        span.attributes["b"] = true
        span.attributes["d"] = 1.5
        span.setStatus(SpanStatus(code: .error, message: "why"))
        span.addEvent(SpanEvent(name: "e", at: TraceInstant(nanosecondsSinceEpoch: 1_790_000_000_000_000_002)))
        span.end(at: TraceInstant(nanosecondsSinceEpoch: 1_790_000_000_000_000_003))
        let data = try OTLPDocument(queue.take(1), resource: [("service.name", "cora")]).data()
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let resource = try #require((object["resourceSpans"] as? [[String: Any]])?.first)
        let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
        let body = try #require((scope["spans"] as? [[String: Any]])?.first)
        #expect((body["traceId"] as? String)?.count == 32)
        #expect((body["spanId"] as? String)?.count == 16)
        #expect(body["parentSpanId"] == nil)
        #expect(body["kind"] as? Int == 2)
        #expect(body["startTimeUnixNano"] as? String == "1790000000000000001")
        #expect(body["endTimeUnixNano"] as? String == "1790000000000000003")
        #expect((body["status"] as? [String: Any])?["code"] as? Int == 2)
        let attributes = try #require(body["attributes"] as? [[String: Any]])
        let values = attributes.compactMap { $0["value"] as? [String: Any] }.flatMap(\.keys)
        #expect(values == ["boolValue", "doubleValue", "intValue", "stringValue"])
    }

    @Test("the collector's headers are read as OpenTelemetry writes them")
    func headers() {
        let read = SpanExporter.Settings.headers("authorization=Bearer%20abc=, x-team=voice,broken")
        #expect(read.map(\.0) == ["authorization", "x-team"])
        #expect(read.map(\.1) == ["Bearer abc=", "voice"])
    }
}
