package import CoraCall
package import CoraTenant

/// Makes ids of rows where the rows are made, so that a row that is sent twice is one row.
package enum RowID {
    /// A new UUID, version 7 (RFC 9562 §5.7): the time first, so that rows of one time lie together in the index.
    package static func make(at time: WallTime) -> String {
        let milliseconds = UInt64(max(time.milliseconds, 0)) & 0xffff_ffff_ffff
        var random = SystemRandomNumberGenerator()
        let high = milliseconds << 16 | 0x7000 | random.next() & 0x0fff
        let low = random.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        return text(high, low)
    }

    /// The id of a call, made from the carrier's, so that it is the same for every stream of the call, on any instance.
    /// Twilio's ids are `CA` and 128 bits in hexadecimal; others are hashed (FNV-1a, 128 bits).
    package static func call(sid: String) -> String {
        let digits = sid.utf8.dropFirst(2)
        if sid.utf8.count == 34, sid.hasPrefix("CA"), digits.allSatisfy(isLowerHex),
            let high = UInt64(sid.dropFirst(2).prefix(16), radix: 16), let low = UInt64(sid.suffix(16), radix: 16)
        {
            return text(high, low)
        }
        return hash(sid)
    }

    /// The id of the transfer that a stream of a call may end in; a stream has at most one.
    package static func transfer(of ticket: CallTicket) -> String {
        hash("\(ticket.streamID)/transfer")
    }

    /// FNV-1a, 128 bits.
    private static func hash(_ name: String) -> String {
        let prime = UInt128(1) << 88 | 0x13b
        let offset: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        let hash = name.utf8.reduce(offset) { ($0 ^ UInt128($1)) &* prime }
        return text(UInt64(truncatingIfNeeded: hash >> 64), UInt64(truncatingIfNeeded: hash))
    }

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (index & 15))) & 0xf
                buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                position += 1
            }
            return position
        }
    }
}
