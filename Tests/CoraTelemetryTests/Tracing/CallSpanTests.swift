import CoraCall
import CoraTenant
import Foundation
import Testing

@testable import CoraTelemetry

@Suite struct CallSpanTests {
    private static let start = WallTime(microseconds: 1_790_000_000_000_001)
    private static let trace = SpanIdentity(trace: 5)

    @Test func `children are of their parent's trace; the first of a trace has no parent`() {
        let parent = CallSpan("parent", in: Self.trace, from: Self.start)
        let child = CallSpan("child", in: parent.identity, from: Self.start)
        #expect(child.parent == parent.identity.span)
        #expect(child.identity.trace == parent.identity.trace)
        #expect(parent.parent == nil && parent.identity.span != 0)
    }

    @Test func `a span does not end before it began`() {
        var span = CallSpan("a", in: Self.trace, from: Self.start)
        span.end(at: WallTime(microseconds: 10))
        #expect(span.ended == Self.start)
    }

    @Test func `what does not fit is counted`() {
        let queue = SpanQueue(limit: 2)
        for _ in 0..<5 { queue.offer(CallSpan("a", in: Self.trace, from: Self.start)) }
        #expect(queue.take(10).count == 2)
        #expect(queue.takeDropped() == 3)
        #expect(queue.takeDropped() == 0)
    }

    @Test func `a call's trace bears its id; what is no UUID names none`() {
        #expect(
            SpanIdentity(callID: "00000000-0000-0000-0000-00000000000f")?.traceText
                == "0000000000000000000000000000000f")
        #expect(SpanIdentity(callID: "c1") == nil)
        #expect(SpanIdentity(callID: "00000000-0000-0000-0000-000000000000") == nil)
    }

    @Test func `a document is as OTLP wants it: ids in hexadecimal, long numbers as text`() throws {
        var span = CallSpan("turn", in: Self.trace, .server, from: Self.start)
        span.attributes = ["n": .number(5), "s": .text("x")]
        span.failure = "why"
        span.add(.init(name: "e", at: WallTime(microseconds: 1_790_000_000_000_002)))
        span.end(at: WallTime(microseconds: 1_790_000_000_000_003))
        let data = try OTLPDocument([span], resource: [("service.name", "cora")]).data()
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let resource = try #require((object["resourceSpans"] as? [[String: Any]])?.first)
        let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
        let body = try #require((scope["spans"] as? [[String: Any]])?.first)
        #expect((body["traceId"] as? String)?.count == 32)
        #expect((body["spanId"] as? String)?.count == 16)
        #expect(body["parentSpanId"] == nil)
        #expect(body["kind"] as? Int == 2)
        #expect(body["startTimeUnixNano"] as? String == "1790000000000001000")
        #expect(body["endTimeUnixNano"] as? String == "1790000000000003000")
        #expect((body["status"] as? [String: Any])?["code"] as? Int == 2)
        let attributes = try #require(body["attributes"] as? [[String: Any]])
        let values = attributes.compactMap { $0["value"] as? [String: Any] }.flatMap(\.keys)
        #expect(values == ["intValue", "stringValue"])
    }

    @Test func `the collector's headers are read as OpenTelemetry writes them`() {
        let read = SpanExporter.Settings.headers("authorization=Bearer%20abc=, x-team=voice,broken")
        #expect(read.map(\.0) == ["authorization", "x-team"])
        #expect(read.map(\.1) == ["Bearer abc=", "voice"])
    }
}
