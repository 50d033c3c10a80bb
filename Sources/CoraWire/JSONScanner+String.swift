extension JSONScanner {
    /// Takes a string with its quotes. Eight plain bytes at a time; UTF-8 and escapes are checked where they occur.
    mutating func scanString() throws(JSONError) -> Text {
        try expect(UInt8(ascii: "\""))
        let start = offset
        var position = offset
        var isEscaped = false
        while true {
            position = endOfPlainBytes(from: position)
            guard position < bytes.count else {
                throw JSONError(code: .unexpectedEnd, offset: position)
            }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                move(to: position + 1)
                return Text(range: start..<position, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position = try endOfEscape(at: position)
            case 0x00..<0x20:
                throw JSONError(code: .invalidString, offset: position)
            default:
                position = try endOfMultiByteScalar(at: position)
            }
        }
    }

    /// Whether the string is exactly `literal`, which is ASCII.
    package func matches(_ text: Text, _ literal: StaticString) -> Bool {
        if text.isEscaped {
            return decoded(text).utf8.elementsEqual(
                UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
        }
        guard text.range.count == literal.utf8CodeUnitCount else { return false }
        let start = literal.utf8Start
        for index in 0..<text.range.count where bytes[text.range.lowerBound + index] != start[index] {
            return false
        }
        return true
    }

    /// The string itself, escapes resolved. A surrogate escape without its other half becomes U+FFFD.
    package func decoded(_ text: Text) -> String {
        let raw = UnsafeRawBufferPointer(rebasing: bytes[text.range])
        return text.isEscaped
            ? String(decoding: JSON.unescape(raw), as: UTF8.self) : String(decoding: raw, as: UTF8.self)
    }

    /// The first offset whose byte is a quote, a backslash, a control character or not ASCII; else the end.
    private func endOfPlainBytes(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var position = start
        while bytes.count - position >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let special =
                ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                | ((word &- (ones &* 0x20)) & ~word) | word
            // A borrow can only mark a byte above one that is marked rightly, so the lowest mark is exact.
            let marks = special & highBits
            if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x00..<0x20, 0x80...0xFF: return position
            default: position += 1
            }
        }
        return position
    }

    private func endOfEscape(at start: Int) throws(JSONError) -> Int {
        guard start + 1 < bytes.count else {
            throw JSONError(code: .unexpectedEnd, offset: bytes.count)
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for index in start + 2..<start + 6 {
                guard index < bytes.count else {
                    throw JSONError(code: .unexpectedEnd, offset: index)
                }
                guard JSON.hexValue(bytes[index]) != nil else {
                    throw JSONError(code: .invalidEscape, offset: index)
                }
            }
            return start + 6
        default:
            throw JSONError(code: .invalidEscape, offset: start + 1)
        }
    }

    /// Steps over one scalar of two to four bytes (RFC 3629, table in section 4: no overlong forms, no surrogates).
    private func endOfMultiByteScalar(at start: Int) throws(JSONError) -> Int {
        let (count, second): (Int, ClosedRange<UInt8>)
        switch bytes[start] {
        case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw JSONError(code: .invalidString, offset: start)
        }
        for index in start + 1..<start + count {
            let allowed = index == start + 1 ? second : 0x80...0xBF
            guard index < bytes.count, allowed.contains(bytes[index]) else {
                throw JSONError(code: .invalidString, offset: index)
            }
        }
        return start + count
    }
}
