import CoraRedis
import NIOCore

/// Answers of Redis, split anywhere, are the same answers, or the same fault; each is within the bounds; and what is whole,
/// written as a server writes it, reads as what it was.
enum RESPSubject {
    private static let limits: RESPLimits = {
        var limits = RESPLimits()
        limits.longestLine = 40
        limits.longestBulk = 300
        limits.deepest = 3
        limits.mostElements = 24
        limits.longestAnswer = 400
        return limits
    }()
    /// Bytes in front of the answers: the lengths of the pieces that they come in, again and again.
    private static let settings = 3

    private struct Reading: Equatable {
        var values: [RESPValue] = []
        var fault: RESPFault?
        var isAtRest = false
    }

    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count >= settings else { return nil }
        let lengths = bytes[..<settings].map { $0 == 0 ? 1000 : Int($0) }
        let answers = Array(bytes[settings...])
        let whole = read(answers, [answers.count])
        let split = read(answers, lengths)
        guard whole == split else { return "whole \(whole), split \(split)" }
        for value in whole.values {
            guard depth(of: value) <= limits.deepest, count(of: value) <= limits.mostElements else {
                return "beyond the bounds: \(value)"
            }
            // What is asked of answers must bear any.
            _ = (value.integer, value.text, value.elements)
            if case .error(let reply) = value { _ = (reply.kind, reply.remedy, reply.description) }
        }
        return writeAgain(whole.values)
    }

    private static func read(
        _ bytes: [UInt8], _ lengths: [Int], _ limits: RESPLimits = Self.limits
    ) -> Reading {
        var decoder = RESPDecoder(limits)
        var reading = Reading()
        var (rest, piece) = (bytes[...], 0)
        while !rest.isEmpty {
            let next = rest.prefix(lengths[piece % lengths.count])
            rest = rest.dropFirst(next.count)
            piece += 1
            decoder.feed(ByteBuffer(bytes: next))
            do throws(RESPFault) {
                while let value = try decoder.next() { reading.values.append(value) }
            } catch {
                reading.fault = error
                return reading
            }
        }
        reading.isAtRest = decoder.isAtRest
        return reading
    }

    /// Mended text may be longer than it was: it is read with the ordinary limits.
    private static func writeAgain(_ values: [RESPValue]) -> String? {
        var written = ByteBuffer()
        for value in values { value.write(into: &written) }
        let again = read(Array(written.readableBytesView), [max(written.readableBytes, 1)], RESPLimits())
        let wanted = Reading(values: values, fault: nil, isAtRest: !values.isEmpty)
        return values.isEmpty || again == wanted ? nil : "\(values) was written, and reads as \(again)"
    }

    private static func depth(of value: RESPValue) -> Int {
        value.elements.map { 1 + ($0.map(depth).max() ?? 0) } ?? 0
    }

    private static func count(of value: RESPValue) -> Int {
        1 + (value.elements ?? []).map(count).reduce(0, +)
    }
}
