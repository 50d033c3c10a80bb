/// The head of an HTTP/1.1 message (RFC 9112): its first line and its fields, parsed by hand. Pure.
package struct HTTPHead: Sendable, Equatable {
    /// Why bytes are no head.
    package enum Fault: Error, Equatable {
        /// There is no end within ``HTTPHead/longest`` bytes.
        case tooLong
        /// A field has no colon, or the first line has not three words.
        case malformed
    }

    /// The longest head that is read, in bytes.
    package static let longest = 16 << 10

    /// The three words of the first line: `GET /path HTTP/1.1`, or `HTTP/1.1 101 Switching Protocols`.
    package var first: [String]
    /// How many bytes it took, with the empty line.
    package var length: Int
    private var fields: [(name: String, value: String)]

    /// Reads the head that the bytes begin with.
    /// - Returns: nil if not all of it is there.
    package static func read(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> HTTPHead? {
        guard let length = end(of: bytes.prefix(longest)) else {
            guard bytes.count < longest else { throw .tooLong }
            return nil
        }
        let text = String(decoding: bytes.prefix(length - 4), as: UTF8.self)
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        let first = lines.popFirst()?.split(separator: " ", maxSplits: 2).map(String.init) ?? []
        guard first.count == 3 else { throw .malformed }
        var head = HTTPHead(first: first, length: length, fields: [])
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            head.fields.append((line[..<colon].lowercased(), String(value)))
        }
        return head
    }

    /// The first field of that name, which is given in lower case.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    package static func == (one: HTTPHead, other: HTTPHead) -> Bool {
        one.first == other.first && one.length == other.length
            && one.fields.elementsEqual(other.fields) { $0 == $1 }
    }

    /// Where the empty line ends.
    private static func end(of bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        var matched = 0
        for (index, byte) in bytes.enumerated() {
            let wanted: UInt8 = matched.isMultiple(of: 2) ? 13 : 10
            matched = byte == wanted ? matched + 1 : byte == 13 ? 1 : 0
            if matched == 4 { return index + 1 }
        }
        return nil
    }
}
