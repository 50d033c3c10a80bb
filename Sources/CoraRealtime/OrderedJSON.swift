import CoraWire
import NIOCore

/// A JSON value to be written whose keys keep their order, so that every event has one exact form.
///
/// In a literal, a member whose value is nil is left out; `.null` is written.
indirect enum OrderedJSON: Sendable, Equatable {
    case scalar(JSON)
    case array([OrderedJSON])
    case object([Member])

    struct Member: Sendable, Equatable {
        var key: String
        var value: OrderedJSON
    }

    static let null = OrderedJSON.scalar(.null)

    static func string(_ value: String) -> OrderedJSON { .scalar(.string(value)) }
    static func int(_ value: Int) -> OrderedJSON { .scalar(.int(value)) }
    static func double(_ value: Double) -> OrderedJSON { .scalar(.double(value)) }
    static func bool(_ value: Bool) -> OrderedJSON { .scalar(.bool(value)) }
    static func strings(_ values: [String]) -> OrderedJSON { .array(values.map(OrderedJSON.string)) }

    func write(into buffer: inout ByteBuffer) {
        switch self {
        case .scalar(let value):
            value.write(into: &buffer)
        case .array(let elements):
            Self.write(elements, between: "[", "]", into: &buffer) { element, buffer in
                element.write(into: &buffer)
            }
        case .object(let members):
            Self.write(members, between: "{", "}", into: &buffer) { member, buffer in
                JSON.escape(member.key, into: &buffer)
                buffer.writeStaticString(":")
                member.value.write(into: &buffer)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        between opening: StaticString,
        _ closing: StaticString,
        into buffer: inout ByteBuffer,
        _ writeElement: (Element, inout ByteBuffer) -> Void
    ) {
        buffer.writeStaticString(opening)
        for (index, element) in elements.enumerated() {
            if index > 0 { buffer.writeStaticString(",") }
            writeElement(element, &buffer)
        }
        buffer.writeStaticString(closing)
    }
}

extension OrderedJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .int(value) }
}

extension OrderedJSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(arrayLiteral elements: OrderedJSON...) { self = .array(elements) }

    init(dictionaryLiteral members: (String, OrderedJSON?)...) { self.init(members) }

    /// An object of the members whose value is not nil.
    init(_ members: [(String, OrderedJSON?)]) {
        self = .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
    }
}
