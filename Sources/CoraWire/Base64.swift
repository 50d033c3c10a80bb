package import NIOCore

/// Base64 with the standard alphabet and padding (RFC 4648 section 4): no line breaks, no other characters.
///
/// As the RFC allows (section 3.5), bits left over in the last character are not looked at.
package enum Base64 {
    /// How many bytes the characters stand for; nil unless every character, the padding and the length are right.
    package static func decodedCount(_ characters: UnsafeRawBufferPointer) -> Int? {
        guard let padding = padding(characters) else { return nil }
        let count = characters.count - padding
        var seen: UInt8 = 0
        sextets.withUnsafeBufferPointer { table in
            for index in 0..<count { seen |= table[Int(characters[index])] }
        }
        return seen & invalid == 0 ? characters.count / 4 * 3 - padding : nil
    }

    /// How many characters ``encode(_:into:)`` writes for that many bytes.
    package static func encodedCount(_ byteCount: Int) -> Int {
        (byteCount + 2) / 3 * 4
    }

    /// Appends the characters for `bytes`; allocates only when the buffer has to grow.
    package static func encode(_ bytes: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        let count = encodedCount(bytes.count)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            alphabet.withUnsafeBufferPointer { encode(bytes, into: target, alphabet: $0) }
            return count
        }
    }

    /// Appends the bytes that the characters stand for; false, with nothing appended, where ``decodedCount(_:)`` is
    /// nil. Allocates only when the buffer has to grow.
    package static func decode(_ characters: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) -> Bool {
        guard let count = decodedCount(characters) else { return false }
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            sextets.withUnsafeBufferPointer { decode(characters, into: target, count: count, table: $0) }
            return count
        }
        return true
    }
}

extension Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// Marks a byte that is not in the alphabet; no sextet has this bit.
    private static let invalid: UInt8 = 0x80

    /// The value of every character.
    private static let sextets: [UInt8] = {
        var table = [UInt8](repeating: invalid, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    /// How many `=` the characters end with, at most two; nil when their number is no multiple of four.
    private static func padding(_ characters: UnsafeRawBufferPointer) -> Int? {
        guard characters.count.isMultiple(of: 4) else { return nil }
        guard let last = characters.last, last == padding else { return 0 }
        return characters[characters.count - 2] == padding ? 2 : 1
    }

    private static func encode(
        _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
        alphabet: UnsafeBufferPointer<UInt8>
    ) {
        var output = 0
        var input = 0
        while bytes.count - input >= 3 {
            let group = UInt32(bytes[input]) << 16 | UInt32(bytes[input + 1]) << 8 | UInt32(bytes[input + 2])
            target[output] = alphabet[Int(group >> 18)]
            target[output + 1] = alphabet[Int(group >> 12 & 0x3F)]
            target[output + 2] = alphabet[Int(group >> 6 & 0x3F)]
            target[output + 3] = alphabet[Int(group & 0x3F)]
            input += 3
            output += 4
        }
        guard input < bytes.count else { return }
        let isPair = bytes.count - input == 2
        let group = UInt32(bytes[input]) << 16 | (isPair ? UInt32(bytes[input + 1]) << 8 : 0)
        target[output] = alphabet[Int(group >> 18)]
        target[output + 1] = alphabet[Int(group >> 12 & 0x3F)]
        target[output + 2] = isPair ? alphabet[Int(group >> 6 & 0x3F)] : padding
        target[output + 3] = padding
    }

    /// Decodes characters that have been checked and stand for `count` bytes.
    private static func decode(
        _ characters: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, count: Int,
        table: UnsafeBufferPointer<UInt8>
    ) {
        var output = 0
        var input = 0
        while output < count {
            // Padding shifts in a value that only reaches bytes which are not written.
            let group =
                UInt32(table[Int(characters[input])]) << 18 | UInt32(table[Int(characters[input + 1])]) << 12
                | UInt32(table[Int(characters[input + 2])] & 0x3F) << 6
                | UInt32(table[Int(characters[input + 3])] & 0x3F)
            target[output] = UInt8(truncatingIfNeeded: group >> 16)
            if output + 1 < count { target[output + 1] = UInt8(truncatingIfNeeded: group >> 8) }
            if output + 2 < count { target[output + 2] = UInt8(truncatingIfNeeded: group) }
            input += 4
            output += 3
        }
    }
}
