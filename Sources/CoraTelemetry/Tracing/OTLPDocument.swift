import CoraCall
import CoraTenant
import Foundation

/// Spans as OTLP over HTTP writes them in JSON (opentelemetry-proto, `ExportTraceServiceRequest`): ids in hexadecimal,
/// 64-bit numbers as text.
struct OTLPDocument: Encodable {
    private let resourceSpans: [ResourceSpans]

    /// - Parameters:
    ///   - spans: the spans of the document.
    ///   - resource: describes the process that sends them: `service.name` and so on.
    init(_ spans: [CallSpan], resource: [(String, String)]) {
        let attributes = resource.map { Field(key: $0.0, value: .text($0.1)) }
        resourceSpans = [
            ResourceSpans(
                resource: .init(attributes: attributes),
                scopeSpans: [ScopeSpans(scope: .init(name: "cora"), spans: spans.map(SpanBody.init))])
        ]
    }

    /// The document's bytes.
    func data() throws -> Data { try JSONEncoder().encode(self) }

    private struct ResourceSpans: Encodable {
        let resource: Resource
        let scopeSpans: [ScopeSpans]
    }

    private struct Resource: Encodable {
        let attributes: [Field]
    }

    private struct ScopeSpans: Encodable {
        let scope: Scope
        let spans: [SpanBody]
    }

    private struct Scope: Encodable {
        let name: String
    }

    private struct Status: Encodable {
        /// OTLP's `STATUS_CODE_ERROR`.
        let code = 2
        let message: String?
    }

    private struct Event: Encodable {
        let timeUnixNano: String
        let name: String
        let attributes: [Field]

        init(_ event: CallSpan.Event) {
            timeUnixNano = event.at.nanoseconds
            name = event.name
            attributes = Field.list(event.attributes)
        }
    }

    private struct SpanBody: Encodable {
        let traceId: String
        let spanId: String
        let parentSpanId: String?
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Field]
        let events: [Event]
        let status: Status?

        init(_ span: CallSpan) {
            traceId = span.identity.traceText
            spanId = span.identity.spanText
            parentSpanId = span.parent.map { SpanIdentity(trace: 1, span: $0).spanText }
            name = span.name
            kind = Self.number(of: span.kind)
            startTimeUnixNano = span.began.nanoseconds
            endTimeUnixNano = span.ended.nanoseconds
            attributes = Field.list(span.attributes)
            events = span.events.map(Event.init)
            status = span.failure.map { Status(message: $0.isEmpty ? nil : $0) }
        }

        private static func number(of kind: CallSpan.Kind) -> Int {
            switch kind {
            case .inside: 1
            case .server: 2
            case .client: 3
            }
        }
    }

    private struct Field: Encodable {
        struct Value: Encodable {
            var stringValue: String?
            var intValue: String?

            static func text(_ text: String) -> Value { Value(stringValue: text) }
        }

        let key: String
        let value: Value

        static func list(_ attributes: [String: CallSpan.Attribute]) -> [Field] {
            attributes.sorted { $0.key < $1.key }.map { key, value in
                switch value {
                case .text(let text): Field(key: key, value: .text(text))
                case .number(let number): Field(key: key, value: Value(intValue: String(number)))
                }
            }
        }
    }
}

extension WallTime {
    /// Nanoseconds since 1970 (UTC), as OTLP writes them: text, never below zero.
    fileprivate var nanoseconds: String { String(max(microseconds, 0)) + "000" }
}
