import Foundation

/// The proxies in front of this server that it believes about a client's address.
///
/// Each proxy adds the address that it was asked from to the end of `X-Forwarded-For`; what stands before it may be
/// invented. So the client is the last address that is not one of the proxies' own.
package struct TrustedProxies: Sendable, Equatable {
    private let networks: [AddressBlock]

    /// Reads a list like `10.0.0.0/8, 2001:db8::/32, 127.0.0.1`; nil if the text is not one.
    package init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        networks = parts.compactMap { AddressBlock($0.trimmingCharacters(in: .whitespaces)) }
        guard !networks.isEmpty, networks.count == parts.count else { return nil }
    }

    /// The list as text that `init` reads.
    package var text: String { networks.map(\.text).joined(separator: ", ") }

    /// The address of the client.
    /// - Parameters:
    ///   - peer: the address that the connection comes from.
    ///   - forwarded: the values of the request's `X-Forwarded-For`, in order.
    package func client(of peer: String?, forwarded: [String]) -> String? {
        guard var client = peer, trusts(client) else { return peer }
        let hops = forwarded.joined(separator: ",").split(separator: ",", omittingEmptySubsequences: false)
        for hop in hops.reversed() {
            // If a proxy gives no address, what stands before it is not believed.
            guard let address = Self.address(in: hop) else { return client }
            client = address
            guard trusts(client) else { return client }
        }
        return client
    }

    /// Whether an address is one of the proxies'.
    package func trusts(_ address: String) -> Bool {
        guard let block = AddressBlock(address) else { return false }
        return networks.contains { $0.holds(block) }
    }

    /// The address in an entry of the header, without the port that some proxies write: `1.2.3.4:80`, `[::1]:80`.
    private static func address(in hop: Substring) -> String? {
        var text = hop.trimmingCharacters(in: .whitespaces)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.contains("."), let colon = text.lastIndex(of: ":"), !text[..<colon].contains(":") {
            text = String(text[..<colon])
        }
        return AddressBlock(text)?.isOne == true ? text : nil
    }
}

/// A network: its address, and how many of its bits count (RFC 4632). An address alone is a network of one.
private struct AddressBlock: Sendable, Equatable {
    let text: String
    private let bytes: [UInt8]
    private let bits: Int

    var isOne: Bool { bits == bytes.count * 8 }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let bytes = ClientAddress.bytes(of: String(first)) else {
            return nil
        }
        self.text = text
        self.bytes = bytes
        guard parts.count == 2 else {
            bits = bytes.count * 8
            return
        }
        guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
        self.bits = bits
    }

    func holds(_ other: AddressBlock) -> Bool {
        guard bytes.count == other.bytes.count, other.bits >= bits else { return false }
        return (0..<bits).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return bytes[bit / 8] & mask == other.bytes[bit / 8] & mask
        }
    }
}
