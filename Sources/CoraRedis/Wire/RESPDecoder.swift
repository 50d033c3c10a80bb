package import NIOCore

/// Reads answers from bytes that come in pieces, wherever they are split. Work and memory are in proportion to the bytes
/// that came and bounded by ``RESPLimits``: a length that the server only announces takes no memory.
package struct RESPDecoder: Sendable {
    /// An array of which elements are missing.
    private struct Open: Sendable {
        var missing: Int
        var elements: [RESPValue]
    }

    private let limits: RESPLimits
    /// Bytes that came and belong to no value yet.
    private var buffer = ByteBuffer()
    /// How many of them are known to have no line feed.
    private var scanned = 0
    /// The length of the bulk string whose bytes come next.
    private var bulk: Int?
    /// The arrays under way, the outermost first.
    private var arrays: [Open] = []
    /// Values and bytes of the answer under way.
    private var elements = 0
    private var taken = 0
    private var fault: RESPFault?

    package init(_ limits: RESPLimits = RESPLimits()) {
        self.limits = limits
    }

    /// Whether nothing of an unfinished answer is kept.
    package var isAtRest: Bool { buffer.readableBytes == 0 && bulk == nil && arrays.isEmpty }

    /// Takes bytes. ``next()`` is to be asked until it has no more, before the next bytes are taken: that bounds what is
    /// kept.
    package mutating func feed(_ bytes: ByteBuffer) {
        guard fault == nil else { return }
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeImmutableBuffer(bytes) }
    }

    /// The next whole answer; nil until more bytes have come.
    /// - Throws: the fault of the bytes, and from then on the same one again.
    package mutating func next() throws(RESPFault) -> RESPValue? {
        if let fault { throw fault }
        do throws(RESPFault) {
            return try read()
        } catch {
            self = RESPDecoder(limits)
            fault = error
            throw error
        }
    }

    private mutating func read() throws(RESPFault) -> RESPValue? {
        while true {
            let value: RESPValue?
            if let length = bulk {
                guard let bytes = try string(of: length) else { return nil }
                value = .bytes(bytes)
            } else {
                guard let kind = try kind(), let line = try line() else { return nil }
                value = try self.value(kind, line)
            }
            if let value, let whole = close(value) { return whole }
        }
    }

    // MARK: Pieces

    /// The first byte of the next value, which stays where it is.
    private func kind() throws(RESPFault) -> UInt8? {
        guard let byte = buffer.readableBytesView.first else { return nil }
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "$"), UInt8(ascii: "*"): return byte
        default: throw .unknownKind(byte)
        }
    }

    /// The rest of the line, without its first byte and its end; nil until it is there.
    private mutating func line() throws(RESPFault) -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let end = view[(view.startIndex + scanned)...].firstIndex(of: UInt8(ascii: "\n")) else {
            scanned = view.count
            // The first byte and the carriage return are no part of the line.
            guard scanned <= limits.longestLine + 2 else { throw .longLine }
            return nil
        }
        let count = end - view.startIndex - 2
        guard count <= limits.longestLine else { throw .longLine }
        guard count >= 0, view[end - 1] == UInt8(ascii: "\r") else { throw .brokenLine }
        let line = Array(view[(view.startIndex + 1)..<(end - 1)])
        guard !line.contains(UInt8(ascii: "\r")) else { throw .brokenLine }
        buffer.moveReaderIndex(forwardBy: count + 3)
        scanned = 0
        try take(count + 3)
        return line
    }

    /// The bytes of a bulk string, without its end; nil until they are there.
    private mutating func string(of length: Int) throws(RESPFault) -> [UInt8]? {
        guard buffer.readableBytes >= length + 2, let bytes = buffer.readBytes(length: length) else { return nil }
        guard buffer.readBytes(length: 2) == [UInt8(ascii: "\r"), UInt8(ascii: "\n")] else { throw .brokenBulk }
        bulk = nil
        return bytes
    }

    /// What a line is. An array with elements and a bulk string begin with it, and are no value yet.
    private mutating func value(_ kind: UInt8, _ line: [UInt8]) throws(RESPFault) -> RESPValue? {
        elements += 1
        guard elements <= limits.mostElements else { throw .tooManyElements }
        switch kind {
        case UInt8(ascii: "+"): return .text(String(decoding: line, as: UTF8.self))
        case UInt8(ascii: "-"): return .error(RedisErrorReply(String(decoding: line, as: UTF8.self)))
        case UInt8(ascii: ":"): return .integer(try Self.number(line))
        case UInt8(ascii: "$"):
            guard let length = try Self.length(line) else { return .null }
            guard length <= limits.longestBulk else { throw .longBulk }
            try take(length + 2)
            bulk = length
            return nil
        default:
            guard let count = try Self.length(line) else { return .null }
            guard arrays.count < limits.deepest else { throw .tooDeep }
            guard count <= limits.mostElements - elements else { throw .tooManyElements }
            guard count > 0 else { return .array([]) }
            arrays.append(Open(missing: count, elements: []))
            return nil
        }
    }

    /// Puts a value into the array that waits for it, and this one, if it is whole, into the next.
    /// - Returns: the whole answer; nil while an array waits for more.
    private mutating func close(_ value: RESPValue) -> RESPValue? {
        var value = value
        while var array = arrays.popLast() {
            array.elements.append(value)
            array.missing -= 1
            guard array.missing == 0 else {
                arrays.append(array)
                return nil
            }
            value = .array(array.elements)
        }
        elements = 0
        taken = 0
        return value
    }

    private mutating func take(_ bytes: Int) throws(RESPFault) {
        taken += bytes
        guard taken <= limits.longestAnswer else { throw .longAnswer }
    }

    // MARK: Numbers

    /// A length; nil for -1, which says that there is nothing.
    private static func length(_ line: [UInt8]) throws(RESPFault) -> Int? {
        let number = try number(line)
        if number == -1 { return nil }
        guard number >= 0 else { throw .badLength }
        return Int(number)
    }

    /// A whole number, with or without a sign.
    private static func number(_ line: [UInt8]) throws(RESPFault) -> Int64 {
        var digits = line[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard !digits.isEmpty else { throw .badNumber }
        var number: Int64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { throw .badNumber }
            let (tens, isFar) = number.multipliedReportingOverflow(by: 10)
            // Downwards, where there is one number more.
            let (next, isFarther) = tens.subtractingReportingOverflow(Int64(byte - 0x30))
            guard !isFar, !isFarther else { throw .badNumber }
            number = next
        }
        guard isNegative || number != .min else { throw .badNumber }
        return isNegative ? number : -number
    }
}
