import Testing

@testable import CoraSettings

struct ClientAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::1", "0:0:0:0::/64"), ("", ""), ("not an address", "not an address"),
    ])
    func `an address is counted by the network that one customer has`(address: String, network: String) {
        #expect(ClientAddress.network(of: address) == network)
    }
}
