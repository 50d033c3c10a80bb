import Foundation

/// Turns a client's address into the one by which failures are counted.
package enum ClientAddress {
    /// An IPv4 address as it is, also if it is written as IPv6; for an IPv6 address its network of 64 bits, which
    /// belongs to one customer (RFC 6177); any other text as it is.
    package static func network(of address: String) -> String {
        guard let bytes = bytes(of: address) else { return address }
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }

    /// The 4 bytes of an IPv4 address, also if it is written as IPv6 (RFC 4291 §2.5.5.2), or the 16 of an IPv6 address;
    /// nil for any other text.
    static func bytes(of address: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, address, &v4) == 1 { return v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
        let isMapped = v6.prefix(10).allSatisfy { $0 == 0 } && v6[10] == 0xFF && v6[11] == 0xFF
        return isMapped ? Array(v6.suffix(4)) : v6
    }
}
