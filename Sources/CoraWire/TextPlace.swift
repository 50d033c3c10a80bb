/// A place in a text, as people find it in an editor. Lines end with LF, with CR LF, or with CR.
package struct TextPlace: Sendable, Equatable {
    /// How many bytes stand before it.
    package private(set) var offset: Int
    /// Its line, from 1.
    package private(set) var line = 1
    /// Its place in the line, from 1, in characters (Unicode scalars).
    package private(set) var column = 1

    /// The beginning of a text.
    /// - Parameter offset: where the text begins in its bytes, such as behind a byte order mark.
    package init(offset: Int = 0) {
        self.offset = offset
    }

    /// Goes forward to an offset, and counts the lines and characters on the way. It never goes back.
    /// - Parameter bytes: the text; what is not UTF-8 counts as something.
    package mutating func move(to target: Int, in bytes: [UInt8]) {
        let target = min(target, bytes.count)
        while offset < target {
            let byte = bytes[offset]
            offset += 1
            if Self.endsLine(byte, in: bytes, before: offset) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }

    private static func endsLine(_ byte: UInt8, in bytes: [UInt8], before next: Int) -> Bool {
        guard byte != UInt8(ascii: "\n") else { return true }
        guard byte == UInt8(ascii: "\r") else { return false }
        return next == bytes.count || bytes[next] != UInt8(ascii: "\n")
    }
}
