import CoraClients
import NIOCore
import Testing

struct AddressRulesTests {
    private func refusal(_ address: String) throws -> String? {
        AddressRules.refusal(of: try SocketAddress(ipAddress: address, port: 443))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "100.100.100.200",
        "127.0.0.1", "127.1.2.3", "168.63.129.16", "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255",
        "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:53aa:64c::1",
        "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "3fff::1", "fc00::1", "fd00:ec2::254",
        "fe80::1", "fe80::a9fe:a9fe", "fec0::1", "ff02::1", "5f00::1", "4000::1",
    ])
    func `what is not of the public internet is refused`(address: String) throws {
        #expect(try refusal(address) != nil)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
        "128.0.0.1", "168.63.129.17", "169.253.255.255", "172.15.255.255", "172.32.0.1", "192.167.255.255",
        "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111",
        "2a00:1450:4001::200e",
        "2400:cb00::1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func `what is, is not`(address: String) throws {
        #expect(try refusal(address) == nil)
    }

    @Test func `a socket of this machine is refused`() throws {
        #expect(AddressRules.refusal(of: try SocketAddress(unixDomainSocketPath: "/run/x")) != nil)
    }
}
