/// A strict walk over one JSON text in place (RFC 8259): nothing is copied and nothing allocated unless a caller asks
/// for a `String`.
///
/// The one grammar of this package: ``JSON/parse(_:)-(UnsafeRawBufferPointer)`` builds its values from it, and the
/// decoders of media messages use it directly:
///
///     var scanner = JSONScanner(bytes)
///     try scanner.enterObject()
///     while let key = try scanner.nextKey() {
///         if scanner.matches(key, "event") { event = try scanner.string() }
///     }
///     try scanner.finish()
///
/// A value that is not read is skipped, and checked, by the next call. An object or array once entered must be walked
/// to its end. The memory must outlive the scanner; offsets count from its start. After an error the scanner is
/// of no further use.
package struct JSONScanner {
    /// How many objects and arrays may stand inside each other.
    package static let depthLimit = 64

    /// What comes next in the text.
    package enum Kind: Sendable, Equatable {
        /// The kinds of value RFC 8259 knows; `bool` is both `true` and `false`.
        case null, bool, number, string, array, object
    }

    /// A string in the text.
    package struct Text: Sendable, Equatable {
        /// The bytes between the quotes, as they stand in the text.
        package var range: Range<Int>
        /// Whether a backslash occurs, so that the bytes are not the string itself.
        package var isEscaped: Bool
    }

    /// A number in the text.
    package struct Number: Sendable, Equatable {
        /// The bytes of the number.
        package var range: Range<Int>
        /// Whether it has neither fraction nor exponent.
        package var isIntegral: Bool
    }

    private enum Expectation {
        case value
        case firstOrEnd
        case commaOrEnd
    }

    /// The text being walked.
    package let bytes: UnsafeRawBufferPointer
    /// How far the walk has come, in bytes.
    package private(set) var offset = 0
    private var depth = 0
    private var expectation = Expectation.value

    /// Starts before the first byte.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }
}

// MARK: - Structure

extension JSONScanner {
    /// Enters an object; follow with ``nextKey()`` until it answers nil.
    package mutating func enterObject() throws(JSONError) {
        try enter(UInt8(ascii: "{"))
    }

    /// Enters an array; follow with ``nextElement()`` until it answers false.
    package mutating func enterArray() throws(JSONError) {
        try enter(UInt8(ascii: "["))
    }

    /// The next key of the object, the scanner now standing before its value; nil when the object has ended.
    package mutating func nextKey() throws(JSONError) -> Text? {
        guard try advance(end: UInt8(ascii: "}")) else { return nil }
        skipWhitespace()
        let key = try scanString()
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        expectation = .value
        return key
    }

    /// Whether the array has another element, the scanner now standing before it.
    package mutating func nextElement() throws(JSONError) -> Bool {
        guard try advance(end: UInt8(ascii: "]")) else { return false }
        expectation = .value
        return true
    }

    /// Takes a value of any kind, checking it to its end.
    package mutating func skipValue() throws(JSONError) {
        switch try peekKind() {
        case .null: try scanLiteral("null")
        case .bool: _ = try bool()
        case .number: _ = try number()
        case .string: _ = try string()
        case .array:
            try enterArray()
            while try nextElement() {}
        case .object:
            try enterObject()
            while try nextKey() != nil {}
        }
    }

    /// Checks that the one value has been walked to its end and that only white space follows.
    package mutating func finish() throws(JSONError) {
        if depth == 0, expectation == .value { try skipValue() }
        skipWhitespace()
        guard depth == 0, offset == bytes.count else {
            throw JSONError(code: .trailingBytes, offset: offset)
        }
    }

    private mutating func enter(_ opening: UInt8) throws(JSONError) {
        try beginValue()
        try expect(opening)
        guard depth < Self.depthLimit else {
            throw JSONError(code: .tooDeep, offset: offset - 1)
        }
        depth += 1
        expectation = .firstOrEnd
    }

    /// Steps over a comma, or leaves the container at its closing byte and answers false.
    private mutating func advance(end: UInt8) throws(JSONError) -> Bool {
        if expectation == .value { try skipValue() }
        skipWhitespace()
        if try current() == end {
            guard depth > 0 else { throw unexpectedByte() }
            offset += 1
            depth -= 1
            expectation = .commaOrEnd
            return false
        }
        if expectation == .commaOrEnd { try expect(UInt8(ascii: ",")) }
        return true
    }
}

// MARK: - Values

extension JSONScanner {
    /// The kind of the next value, which is not taken.
    package mutating func peekKind() throws(JSONError) -> Kind {
        try beginValue()
        switch try current() {
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        default: throw unexpectedByte()
        }
    }

    /// Takes a string.
    package mutating func string() throws(JSONError) -> Text {
        try beginValue()
        let text = try scanString()
        expectation = .commaOrEnd
        return text
    }

    /// Takes a string if one comes next; any other value is left for the next call to skip.
    package mutating func stringIfPresent() throws(JSONError) -> Text? {
        try peekKind() == .string ? try string() : nil
    }

    /// Takes a number.
    package mutating func number() throws(JSONError) -> Number {
        try beginValue()
        let number = try scanNumber()
        expectation = .commaOrEnd
        return number
    }

    /// Takes `true` or `false`.
    package mutating func bool() throws(JSONError) -> Bool {
        try beginValue()
        let isTrue = try current() == UInt8(ascii: "t")
        try scanLiteral(isTrue ? "true" : "false")
        return isTrue
    }

    /// Takes a whole number, written as a number or as a string of decimal digits (as Twilio writes its counters);
    /// nil, the value being skipped, for anything else or what does not fit `Int`.
    package mutating func integer() throws(JSONError) -> Int? {
        switch try peekKind() {
        case .number:
            return integer(of: try number())
        case .string:
            let text = try string()
            return text.isEscaped ? nil : decimal(in: text.range)
        case .null, .bool, .array, .object:
            try skipValue()
            return nil
        }
    }

    /// The value of a number without fraction or exponent; nil for others and for what does not fit `Int`.
    package func integer(of number: Number) -> Int? {
        number.isIntegral ? decimal(in: number.range) : nil
    }

    private mutating func beginValue() throws(JSONError) {
        skipWhitespace()
        guard expectation == .value else { throw unexpectedByte() }
    }

    private func decimal(in range: Range<Int>) -> Int? {
        var position = range.lowerBound
        let isNegative = !range.isEmpty && bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        guard position < range.upperBound else { return nil }
        var value = 0
        while position < range.upperBound {
            let digit = Int(bytes[position]) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, carry) = shifted.subtractingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = next
            position += 1
        }
        // Counted downwards, because the negative side of Int is the larger one.
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}

// MARK: - Tokens

extension JSONScanner {
    /// The next byte.
    @inline(__always)
    func current() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else {
            throw JSONError(code: .unexpectedEnd, offset: bytes.count)
        }
        return bytes[offset]
    }

    /// Takes exactly this byte.
    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try current() == byte else { throw unexpectedByte() }
        offset += 1
    }

    /// Moves to an offset that the caller has checked.
    mutating func move(to newOffset: Int) {
        offset = newOffset
    }

    /// The error for a byte that does not belong at the offset, or for the end of the text there.
    func unexpectedByte() -> JSONError {
        offset < bytes.count
            ? JSONError(code: .unexpectedByte, offset: offset)
            : JSONError(code: .unexpectedEnd, offset: offset)
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while offset < bytes.count, bytes[offset] <= 0x20 {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
        let start = literal.utf8Start
        for index in 0..<literal.utf8CodeUnitCount { try expect(start[index]) }
        expectation = .commaOrEnd
    }

    private mutating func scanNumber() throws(JSONError) -> Number {
        let start = offset
        if try current() == UInt8(ascii: "-") { offset += 1 }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "0") {
            offset += 1
        } else {
            try scanDigits()
        }
        var isIntegral = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isIntegral = false
            offset += 1
            try scanDigits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isIntegral = false
            offset += 1
            let sign = try current()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try scanDigits()
        }
        return Number(range: start..<offset, isIntegral: isIntegral)
    }

    /// Takes one digit or more.
    private mutating func scanDigits() throws(JSONError) {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        guard offset > start else {
            throw JSONError(
                code: offset < bytes.count ? .invalidNumber : .unexpectedEnd, offset: offset)
        }
    }
}
