import Foundation
import Tracing

/// Spans as OTLP over HTTP has them in JSON (opentelemetry-proto, `ExportTraceServiceRequest`): ids in hexadecimal, 64-bit
/// numbers as text.
struct OTLPDocument: Encodable {
    private let resourceSpans: [ResourceSpans]

    /// - Parameters:
    ///   - spans: what happened.
    ///   - resource: who says so: `service.name` and so on.
    init(_ spans: [FinishedSpan], resource: [(String, String)]) {
        let attributes = resource.map { Field(key: $0.0, value: .init(stringValue: $0.1)) }
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
        let code: Int
        let message: String?

        init?(_ status: SpanStatus?) {
            guard let status else { return nil }
            code = status.code == .error ? 2 : 1
            message = status.message
        }
    }

    private struct Event: Encodable {
        let timeUnixNano: String
        let name: String
        let attributes: [Field]

        init(_ event: SpanEvent) {
            timeUnixNano = String(event.nanosecondsSinceEpoch)
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

        init(_ span: FinishedSpan) {
            traceId = span.identity.traceText
            spanId = span.identity.spanText
            parentSpanId = span.parent.map { SpanIdentity(trace: 1, span: $0).spanText }
            name = span.name
            kind = Self.number(of: span.kind)
            startTimeUnixNano = String(span.began)
            endTimeUnixNano = String(span.ended)
            attributes = Field.list(span.attributes)
            events = span.events.map(Event.init)
            status = Status(span.status)
        }

        private static func number(of kind: SpanKind) -> Int {
            switch kind {
            case .internal: 1
            case .server: 2
            case .client: 3
            case .producer: 4
            case .consumer: 5
            }
        }
    }

    private struct Field: Encodable {
        struct Value: Encodable {
            var stringValue: String?
            var intValue: String?
            var doubleValue: Double?
            var boolValue: Bool?
        }

        let key: String
        let value: Value

        static func list(_ attributes: SpanAttributes) -> [Field] {
            var fields: [Field] = []
            attributes.forEach { key, value in
                // The library asks that its enumeration not be switched over without a default.
                switch value {
                case .int32(let number): fields.append(Field(key: key, value: .init(intValue: String(number))))
                case .int64(let number): fields.append(Field(key: key, value: .init(intValue: String(number))))
                case .double(let number) where number.isFinite:
                    fields.append(Field(key: key, value: .init(doubleValue: number)))
                case .bool(let flag): fields.append(Field(key: key, value: .init(boolValue: flag)))
                case .string(let text): fields.append(Field(key: key, value: .init(stringValue: text)))
                default: fields.append(Field(key: key, value: .init(stringValue: "\(value)")))
                }
            }
            return fields.sorted { $0.key < $1.key }
        }
    }
}
