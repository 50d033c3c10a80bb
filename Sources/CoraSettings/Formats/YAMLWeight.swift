/// What makes a YAML text more than its size when it is read: how often an alias stands for what is written elsewhere, and
/// how deep values lie in each other. Found in one pass over the text, before anything is made of it.
///
/// It is no reader of YAML, and finds at least what one would: words that only look like an alias, as `*this*` at the
/// beginning of a text's further line, count too.
struct YAMLWeight: Sendable, Equatable {
    /// How often an alias stands in the text, at most.
    private(set) var aliases = 0
    /// The deepest nesting of brackets.
    private(set) var brackets = 0
    /// The column, from 0, at which the innermost value of the text begins; each level has one of its own at least.
    private(set) var column = 0

    init(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var scan = Scan(bytes: bytes)
            scan.run()
            (aliases, brackets, column) = (scan.aliases, scan.mostBrackets, scan.furthestColumn)
        }
    }

    /// Goes through the tokens of a text (YAML 1.2.2, chapters 5 to 8).
    private struct Scan {
        let bytes: UnsafeBufferPointer<UInt8>
        var aliases = 0
        var mostBrackets = 0
        var furthestColumn = 0
        private var place = 0
        private var lineStart = 0
        private var open = 0

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        mutating func run() {
            while place < bytes.count { line() }
        }

        private mutating func line() {
            lineStart = place
            skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if place == lineStart, isMarker() { place += 3 }
            var valueColumn = place - lineStart
            while place < bytes.count, !Self.isBreak(bytes[place]) {
                token(&valueColumn)
            }
            if place < bytes.count { place += 1 }
        }

        /// Passes one token, or one blank. A text that is not between quotation marks ends where a token may begin.
        private mutating func token(_ valueColumn: inout Int) {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","): place += 1
            case UInt8(ascii: "#"): skip { !Self.isBreak($0) }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                place += 1
                open += 1
                mostBrackets = max(mostBrackets, open)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                place += 1
                open = max(open - 1, 0)
            case UInt8(ascii: "*"):
                aliases += 1
                place += 1
                skip(Self.isWord)
            case UInt8(ascii: "&"):
                place += 1
                skip(Self.isWord)
            case UInt8(ascii: "!"): skip { !Self.isBreak($0) && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ",") }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quoted(byte)
            case UInt8(ascii: "|") where open == 0, UInt8(ascii: ">") where open == 0: block(under: valueColumn)
            case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
                guard isIndicator(place) else { return plain() }
                place += 1
                skip { $0 == UInt8(ascii: " ") }
                // What stands behind a key's colon is no column of its own.
                if byte != UInt8(ascii: ":") { valueColumn = place - lineStart }
            default: plain()
            }
            furthestColumn = max(furthestColumn, valueColumn)
        }

        /// Passes a text without quotation marks, up to its line's end.
        private mutating func plain() {
            let start = place
            while place < bytes.count, !Self.isBreak(bytes[place]) {
                let byte = bytes[place]
                if open > 0, ",[]{}".utf8.contains(byte) { return stepFrom(start) }
                if byte == UInt8(ascii: ":"), isIndicator(place) { return stepFrom(start) }
                if byte == UInt8(ascii: "#"), place > start, Self.isBlank(bytes[place - 1]) { return }
                place += 1
            }
        }

        /// Goes on by one byte at least.
        private mutating func stepFrom(_ start: Int) {
            if place == start { place += 1 }
        }

        /// Passes a text between quotation marks. One of several lines may be a text of another kind that begins with a
        /// mark: what looks like an alias in it counts.
        private mutating func quoted(_ mark: UInt8) {
            let start = place
            place += 1
            while place < bytes.count, bytes[place] != mark {
                place += bytes[place] == UInt8(ascii: "\\") && mark == UInt8(ascii: "\"") ? 2 : 1
            }
            place = min(place + 1, bytes.count)
            guard bytes[start..<place].contains(where: Self.isBreak) else { return }
            aliases += bytes[start..<place].count(where: { $0 == UInt8(ascii: "*") })
        }

        /// Passes a text in block form: the lines that lie deeper than the value's key.
        private mutating func block(under column: Int) {
            skip { !Self.isBreak($0) }
            while place < bytes.count {
                let start = place + 1
                var text = start
                while text < bytes.count, bytes[text] == UInt8(ascii: " ") { text += 1 }
                let isEmpty = text >= bytes.count || Self.isBreak(bytes[text])
                guard isEmpty || text - start > column else { return }
                place = text
                skip { !Self.isBreak($0) }
            }
        }

        /// Whether a mark is one of YAML's here: a blank follows it, or, between brackets, another mark.
        private func isIndicator(_ place: Int) -> Bool {
            guard place + 1 < bytes.count else { return true }
            let next = bytes[place + 1]
            return Self.isBlank(next) || Self.isBreak(next) || open > 0 && ",[]{}?*&\"'".utf8.contains(next)
        }

        /// Whether a line begins with the mark of a document.
        private func isMarker() -> Bool {
            guard place + 2 < bytes.count, [UInt8(ascii: "-"), UInt8(ascii: ".")].contains(bytes[place]) else {
                return false
            }
            return bytes[place] == bytes[place + 1] && bytes[place] == bytes[place + 2]
        }

        private mutating func skip(_ belongs: (UInt8) -> Bool) {
            while place < bytes.count, belongs(bytes[place]) { place += 1 }
        }

        private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

        private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

        private static func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }
}
