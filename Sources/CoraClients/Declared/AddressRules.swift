package import NIOCore

/// Which addresses the servers of tenants' tools may have: those of the public internet only, so that no configuration
/// reaches into the machine, its network, or the cloud's metadata service.
package enum AddressRules {
    /// Why a server at this address is not asked; nil if it may be.
    package static func refusal(of address: SocketAddress) -> String? {
        switch address {
        case .v4(let address):
            // `sockaddr_in`: family and port, two bytes each, then the address.
            return withUnsafeBytes(of: address.address) { refusal(v4: Array($0[4..<8])) }
        case .v6(let address):
            // `sockaddr_in6`: family and port, the flow in four bytes, then the address.
            return withUnsafeBytes(of: address.address) { refusal(v6: Array($0[8..<24])) }
        case .unixDomainSocket:
            return "a socket of this machine"
        }
    }

    /// Networks that are not the public internet (IANA's special-purpose registry, RFC 6890), and one cloud's metadata
    /// service outside them.
    private static let networks4: [(network: [UInt8], bits: Int, what: String)] = [
        ([0, 0, 0, 0], 8, "this network"), ([10, 0, 0, 0], 8, "a private network"),
        ([100, 64, 0, 0], 10, "a carrier's private network"), ([127, 0, 0, 0], 8, "this machine"),
        ([168, 63, 129, 16], 32, "a cloud's metadata service"), ([169, 254, 0, 0], 16, "a link-local network"),
        ([172, 16, 0, 0], 12, "a private network"), ([192, 0, 0, 0], 24, "a reserved network"),
        ([192, 0, 2, 0], 24, "a network of examples"), ([192, 88, 99, 0], 24, "a relay's network"),
        ([192, 168, 0, 0], 16, "a private network"), ([198, 18, 0, 0], 15, "a network of tests"),
        ([198, 51, 100, 0], 24, "a network of examples"), ([203, 0, 113, 0], 24, "a network of examples"),
        ([224, 0, 0, 0], 4, "a multicast network"), ([240, 0, 0, 0], 4, "a reserved network"),
    ]

    private static let networks6: [(network: [UInt8], bits: Int, what: String)] = [
        ([0x20, 0x01], 23, "a tunnel's or reserved network"), ([0x20, 0x01, 0x0D, 0xB8], 32, "a network of examples"),
        ([0x3F, 0xFF], 20, "a network of examples"),
    ]

    private static func refusal(v4 bytes: [UInt8]) -> String? {
        networks4.first { contains($0.network, $0.bits, bytes) }?.what
    }

    private static func refusal(v6 bytes: [UInt8]) -> String? {
        // IPv4 in IPv6: mapped, through NAT64 (RFC 6052) and 6to4 (RFC 3056). What is inside decides.
        if contains(Array(repeating: 0, count: 10) + [0xFF, 0xFF], 96, bytes) {
            return refusal(v4: Array(bytes[12...]))
        }
        if contains([0, 0x64, 0xFF, 0x9B], 96, bytes) { return refusal(v4: Array(bytes[12...])) }
        if contains([0x20, 0x02], 16, bytes) { return refusal(v4: Array(bytes[2..<6])) }
        // Only 2000::/3 is given out; everything else is this machine's, private, link-local, multicast or unassigned.
        guard contains([0x20], 3, bytes) else { return outside(bytes) }
        return networks6.first { contains($0.network, $0.bits, bytes) }?.what
    }

    private static func outside(_ bytes: [UInt8]) -> String {
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return "this machine" }
        if contains([0xFC], 7, bytes) { return "a private network" }
        if contains([0xFE, 0x80], 10, bytes) { return "a link-local network" }
        if contains([0xFF], 8, bytes) { return "a multicast network" }
        return "a reserved network"
    }

    /// Whether an address begins with a network's first `bits` bits; bytes that `network` leaves out are zero.
    private static func contains(_ network: [UInt8], _ bits: Int, _ address: [UInt8]) -> Bool {
        for index in 0..<(bits + 7) / 8 {
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(bits - index * 8, 8))
            let wanted = index < network.count ? network[index] : 0
            if address[index] & mask != wanted & mask { return false }
        }
        return true
    }
}
