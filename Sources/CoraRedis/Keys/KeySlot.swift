/// The slot of a key in a Redis Cluster ("Redis cluster specification", key distribution model): CRC16 (XMODEM) of what is
/// in the first braces, if there is anything in them, else of the whole key.
enum KeySlot {
    /// How many slots there are.
    static let count = 16_384

    /// The slot of a key.
    static func slot(of key: String) -> Int {
        let bytes = Array(key.utf8)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "{")),
            let close = bytes[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        else { return Int(crc(bytes[...])) % count }
        return Int(crc(bytes[(open + 1)..<close])) % count
    }

    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
        }
        return crc
    }
}
