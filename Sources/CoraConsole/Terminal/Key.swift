/// A key, or keys together, that the person pressed.
package enum Key: Sendable, Equatable {
    case character(Character)
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backspace
    /// F1 to F12.
    case function(Int)
    /// Control-C.
    case interrupt
}

/// Reads keys from what a terminal sends (ECMA-48, xterm's control sequences, UTF-8). A value: bytes may come in any
/// pieces.
package struct KeyReader: Sendable {
    private var pending: [UInt8] = []

    package init() {}

    /// The keys in these bytes; an unfinished sequence waits for the next bytes.
    package mutating func read(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while let first = pending.first {
            let before = pending.count
            if first == 0x1B {
                guard let key = sequence() else { break }
                if let key = key { keys.append(key) }
            } else if first < 0x20 || first == 0x7F {
                pending.removeFirst()
                if let key = Self.control(first) { keys.append(key) }
            } else {
                guard let key = character() else { break }
                if let key = key { keys.append(key) }
            }
            if pending.count == before { pending.removeFirst() }
        }
        return keys
    }

    /// Says that no byte has followed for a moment: an escape that stands alone is then the Escape key.
    package mutating func pause() -> [Key] {
        defer { pending = [] }
        return pending == [0x1B] ? [.escape] : []
    }

    private static func control(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x03: .interrupt
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x08, 0x7F: .backspace
        default: nil
        }
    }

    /// The next character; nil if it is not whole yet, `.some(nil)` if the bytes are no character.
    private mutating func character() -> Key?? {
        let first = pending[0]
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        guard pending.count >= length else { return nil }
        let text = String(decoding: pending.prefix(length), as: UTF8.self)
        pending.removeFirst(length)
        guard let character = text.first, text.count == 1, character != "\u{FFFD}" else { return .some(nil) }
        return .character(character)
    }

    /// The next sequence, which begins with an escape; nil if it is not whole yet, `.some(nil)` if it is not a known
    /// one.
    private mutating func sequence() -> Key?? {
        guard pending.count >= 2 else { return nil }
        guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else {
            pending.removeFirst()
            return .escape
        }
        guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            // No terminal sends a sequence this long.
            if pending.count > 16 { pending = [] }
            return nil
        }
        let parameter =
            String(decoding: pending[2..<end], as: UTF8.self).split(separator: ";").first.map(String.init) ?? ""
        let final = pending[end]
        pending.removeFirst(end + 1)
        return .some(Self.known(final, parameter))
    }

    private static func known(_ final: UInt8, _ parameter: String) -> Key? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        case UInt8(ascii: "~"): tilde[parameter] ?? nil
        default: nil
        }
    }

    private static let tilde: [String: Key] = [
        "1": .home, "7": .home, "4": .end, "8": .end, "5": .pageUp, "6": .pageDown, "11": .function(1),
        "12": .function(2), "13": .function(3), "14": .function(4), "15": .function(5), "17": .function(6),
        "18": .function(7), "19": .function(8), "20": .function(9), "21": .function(10),
    ]
}
