/// A host and a port.
package struct RedisHost: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address; one of IPv6 without brackets.
    package let name: String
    /// From 1 to 65,535.
    package let port: Int

    package init(_ name: String, port: Int) {
        self.name = name
        self.port = port
    }

    /// As in an address: `redis-1:6379`, `[::1]:6379`.
    package var description: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
}
