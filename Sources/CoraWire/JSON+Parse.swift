package import NIOCore

extension JSON {
    /// Reads one JSON value (RFC 8259) that fills `bytes`, white space aside.
    ///
    /// Strict: UTF-8 is checked and anything after the value is an error. A surrogate escape without its other half
    /// becomes U+FFFD; of a key written twice the last value stands.
    ///
    /// - Throws: ``JSONError`` with the byte offset of the fault.
    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSON {
        var scanner = JSONScanner(bytes)
        let value = try JSON(next: &scanner)
        try scanner.finish()
        return value
    }

    /// Reads one JSON value that fills the readable bytes; the buffer is left as it was.
    ///
    /// - Throws: ``JSONError``; its offset counts from the reader index.
    package static func parse(_ buffer: ByteBuffer) throws(JSONError) -> JSON {
        try buffer.withUnsafeReadableBytes { bytes in
            Result { () throws(JSONError) in try parse(bytes) }
        }.get()
    }

    /// Reads one JSON value that fills the text.
    ///
    /// - Throws: ``JSONError``; its offset counts UTF-8 bytes.
    package static func parse(_ text: String) throws(JSONError) -> JSON {
        var text = text
        return try text.withUTF8 { utf8 in
            Result { () throws(JSONError) in try parse(UnsafeRawBufferPointer(utf8)) }
        }.get()
    }

    /// Takes the scanner's next value. Recursion ends at the scanner's depth limit.
    private init(next scanner: inout JSONScanner) throws(JSONError) {
        switch try scanner.peekKind() {
        case .null:
            try scanner.skipValue()
            self = .null
        case .bool:
            self = .bool(try scanner.bool())
        case .number:
            self = try Self.number(&scanner)
        case .string:
            self = .string(scanner.decoded(try scanner.string()))
        case .array:
            self = try Self.array(&scanner)
        case .object:
            self = try Self.object(&scanner)
        }
    }

    private static func number(_ scanner: inout JSONScanner) throws(JSONError) -> JSON {
        let number = try scanner.number()
        if let value = scanner.integer(of: number) { return .int(value) }
        let digits = String(decoding: scanner.bytes[number.range], as: UTF8.self)
        guard let value = Double(digits), value.isFinite else {
            throw JSONError(
                code: .numberOutOfRange, offset: number.range.lowerBound)
        }
        return .double(value)
    }

    private static func array(_ scanner: inout JSONScanner) throws(JSONError) -> JSON {
        var elements: [JSON] = []
        try scanner.enterArray()
        while try scanner.nextElement() {
            elements.append(try JSON(next: &scanner))
        }
        return .array(elements)
    }

    private static func object(_ scanner: inout JSONScanner) throws(JSONError) -> JSON {
        var members: [String: JSON] = [:]
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            members[scanner.decoded(key)] = try JSON(next: &scanner)
        }
        return .object(members)
    }
}
