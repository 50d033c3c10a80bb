import CoraWire

/// Writes and reads rows in the form of the outbox's file. Little-endian; a row is its length (4 bytes), its kind (2),
/// the number of its cells (2), and each cell as a tag and its value. Kinds and tags are never given a second meaning,
/// so that a new version reads what an old one left.
extension OutboxRow {
    private enum Tag {
        static let null: UInt8 = 0
        static let integer: UInt8 = 1
        static let real: UInt8 = 2
        static let text: UInt8 = 3
    }

    /// Appends the row's bytes. This is where JSON is checked and audio is taken out of events.
    package func write(into bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(UInt32(0))
        bytes.append(UInt16(truncatingIfNeeded: kind))
        bytes.append(UInt16(truncatingIfNeeded: cells.count))
        for cell in cells { Self.write(cell, into: &bytes) }
        let length = UInt32(truncatingIfNeeded: bytes.count - start - 4)
        for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
    }

    private static func write(_ cell: Cell, into bytes: inout [UInt8]) {
        switch cell {
        case .null:
            bytes.append(Tag.null)
        case .integer(let value):
            bytes.append(Tag.integer)
            bytes.append(UInt64(bitPattern: value))
        case .real(let value):
            bytes.append(Tag.real)
            bytes.append(value.bitPattern)
        case .text(let text):
            bytes.append(Tag.text)
            bytes.append(UInt32(truncatingIfNeeded: text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .json(let text):
            write(.text(RawEvent.isJSON(text) ? text : RawEvent.quoted(text)), into: &bytes)
        case .event(let text):
            write(.text(RawEvent.withoutAudio(text)), into: &bytes)
        }
    }

    /// Reads rows written end to end; nil if the bytes are not rows.
    package static func read(_ bytes: UnsafeRawBufferPointer) -> [OutboxRow]? {
        var reader = ByteReader(bytes)
        var rows: [OutboxRow] = []
        while !reader.isAtEnd {
            guard let length: UInt32 = reader.integer(), let end = reader.end(after: length),
                let kind: UInt16 = reader.integer(), let count: UInt16 = reader.integer()
            else { return nil }
            var cells: [Cell] = []
            cells.reserveCapacity(Int(count))
            for _ in 0..<count {
                guard let cell = readCell(&reader) else { return nil }
                cells.append(cell)
            }
            guard reader.offset == end else { return nil }
            rows.append(OutboxRow(kind: Int(kind), cells: cells))
        }
        return rows
    }

    private static func readCell(_ reader: inout ByteReader) -> Cell? {
        guard let tag: UInt8 = reader.integer() else { return nil }
        switch tag {
        case Tag.null: return .null
        case Tag.integer: return (reader.integer() as UInt64?).map { .integer(Int64(bitPattern: $0)) }
        case Tag.real: return (reader.integer() as UInt64?).map { .real(Double(bitPattern: $0)) }
        case Tag.text: return (reader.integer() as UInt32?).flatMap { reader.text($0) }.map { .text($0) }
        default: return nil
        }
    }
}

/// Reads bytes from front to back; each reading is nil if the bytes end too early.
private struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    func end(after length: UInt32) -> Int? {
        Int(length) <= bytes.count - offset ? offset + Int(length) : nil
    }

    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>() -> Value? {
        let width = Value.bitWidth / 8
        guard width <= bytes.count - offset else { return nil }
        defer { offset += width }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    mutating func text(_ length: UInt32) -> String? {
        guard let end = end(after: length) else { return nil }
        defer { offset = end }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func append<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
