package import NIOCore

extension JSON {
    /// Appends the string that `raw`, the bytes between the quotes of a JSON string, stands for.
    ///
    /// The bytes must come from a ``JSONScanner/Text``, whose escapes have been checked.
    package static func unescape(_ raw: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        buffer.writeBytes(unescape(raw))
    }

    /// The UTF-8 that `raw` stands for. A surrogate escape without its other half becomes U+FFFD. A broken escape is
    /// kept as it is; the scanner refuses those before they come here.
    static func unescape(_ raw: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var position = 0
        while position < raw.count {
            guard raw[position] == UInt8(ascii: "\\"), position + 1 < raw.count else {
                result.append(raw[position])
                position += 1
                continue
            }
            if let byte = shortEscape(raw[position + 1]) {
                result.append(byte)
                position += 2
            } else if let unit = codeUnit(raw, at: position) {
                let (scalar, length) = scalar(startingWith: unit, in: raw, at: position)
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                position += length
            } else {
                result.append(raw[position])
                position += 1
            }
        }
        return result
    }

    /// The value of a hexadecimal digit; nil for any other byte.
    static func hexValue(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private static func shortEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: nil
        }
    }

    /// The UTF-16 unit of the `\uXXXX` at `position`; nil when no such escape stands there.
    private static func codeUnit(_ raw: UnsafeRawBufferPointer, at position: Int) -> UInt16? {
        guard raw.count - position >= 6, raw[position] == UInt8(ascii: "\\"), raw[position + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in position + 2..<position + 6 {
            guard let digit = hexValue(raw[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// The scalar of one escape, or of a surrogate pair of two escapes, and how many bytes of `raw` it takes up.
    private static func scalar(
        startingWith unit: UInt16, in raw: UnsafeRawBufferPointer, at position: Int
    ) -> (Unicode.Scalar, Int) {
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        guard (0xD800...0xDBFF).contains(unit), let low = codeUnit(raw, at: position + 6),
            (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(low & 0x3FF))
        else { return ("\u{FFFD}", 6) }
        return (scalar, 12)
    }
}
