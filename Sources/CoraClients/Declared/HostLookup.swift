import Glibc
package import NIOCore
import NIOPosix
import Synchronization

/// Looks up the addresses of hosts. The system's resolver can block for many seconds, so it runs on NIO's threads for
/// blocking work, and at most two threads ask about one host: a tenant's broken name server holds up no other tenant's
/// tools.
package final class HostLookup: Sendable {
    /// Why a lookup gave no address.
    package enum Failure: Error, Equatable {
        /// The resolver found none; with its words.
        case notFound(String)
        /// Earlier lookups of this host have not ended yet.
        case busy
    }

    private static let mostOfOneHost = 2

    private let asking = Mutex<[String: Int]>([:])

    package init() {}

    /// The host's addresses, in the resolver's order; the host may also be an address in text. The future completes
    /// when the resolver does; callers set a deadline of their own.
    package func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let isFree = asking.withLock { asking in
            guard asking[host, default: 0] < Self.mostOfOneHost else { return false }
            asking[host, default: 0] += 1
            return true
        }
        guard isFree else { return loop.makeFailedFuture(Failure.busy) }
        let answer = NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try Self.ask(host, port) }
        answer.whenComplete { [self] _ in
            asking.withLock { asking in
                let count = asking[host, default: 1] - 1
                asking[host] = count > 0 ? count : nil
            }
        }
        return answer
    }

    private static func ask(_ host: String, _ port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw Failure.notFound(String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let raw = entry.ai_addr {
                switch entry.ai_family {
                case AF_INET:
                    addresses.append(
                        raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) })
                case AF_INET6:
                    addresses.append(
                        raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) })
                default: break
                }
            }
            next = entry.ai_next
        }
        return addresses
    }
}
