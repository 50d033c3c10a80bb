package import CoraSettings
package import CoraSupervisor
import NIOCore
import Synchronization

/// Keeps strangers from using up the process: knows their connections on every port, and closes the oldest when there
/// are too many, in all or of one peer. It is asked when a connection opens, asks and closes, never per frame. Any
/// thread; a short lock.
package final class Doorkeeper: Sendable {
    fileprivate struct State {
        var ledger: StrangerLedger
        var channels: [ObjectIdentifier: any Channel] = [:]
        var turnedAway: [StrangerRefusal: Int] = [:]
        var acceptFailures = 0
    }

    /// How many connections are closed at once when no file descriptor is left.
    private static let room = 16

    private let limits: StrangerLedger.Limits
    private let proxies: TrustedProxies?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - limits: how many strangers there may be.
    ///   - proxies: the proxies whose word on their clients is believed; nil for none.
    init(_ limits: StrangerLedger.Limits, proxies: TrustedProxies? = nil) {
        self.limits = limits
        self.proxies = proxies
        state = Mutex(State(ledger: StrangerLedger(limits)))
    }

    /// Makes the doorkeeper of the settings. Strangers have a quarter of the file descriptors at most, so that calls,
    /// which need two each, find some.
    /// - Parameter files: how many file descriptors the process may have.
    package convenience init(_ settings: Settings.Server, files: Int) {
        let limits = StrangerLedger.Limits(
            all: min(settings.maxConnections, files / 4), perPeer: settings.maxConnectionsPerPeer)
        self.init(limits, proxies: settings.trustedProxies)
    }

    // MARK: Connections

    /// A connection was accepted. To be called on its event loop, before anything is read from it.
    func arrived(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let evicted = state.withLock { state -> (any Channel)? in
            state.channels[id] = channel
            return state.close(state.ledger.arrived(id, from: peer(of: channel)))
        }
        evicted?.close(promise: nil)
        channel.closeFuture.whenComplete { _ in self.left(id) }
    }

    /// The head of a request came: behind a trusted proxy, the connection now counts under the client it is for.
    /// - Parameter forwarded: the values of the request's `X-Forwarded-For`, in order.
    func asked(_ channel: any Channel, forwarded: [String]) {
        guard let proxies, let address = channel.remoteAddress?.ipAddress, proxies.trusts(address) else { return }
        let client = proxies.client(of: address, forwarded: forwarded).flatMap { proxies.trusts($0) ? nil : $0 }
        let evicted = state.withLock { state in
            state.close(
                state.ledger.asked(ObjectIdentifier(channel), for: client.map(ClientAddress.network(of:))))
        }
        evicted?.close(promise: nil)
    }

    /// A whole request came on the connection, or a whole answer went out.
    func heard(of channel: any Channel) {
        state.withLock { $0.ledger.heard(of: ObjectIdentifier(channel)) }
    }

    /// The client has shown that it belongs here: its connection is no stranger's any more, as long as it is open.
    package func vouched(for id: ObjectIdentifier) {
        left(id)
    }

    private func left(_ id: ObjectIdentifier) {
        state.withLock { state in
            state.ledger.remove(id)
            state.channels[id] = nil
        }
    }

    /// Under which peer a connection counts from the start: nil behind a trusted proxy, whose connections are of many
    /// clients, and on a socket without an address.
    private func peer(of channel: any Channel) -> String? {
        guard let address = channel.remoteAddress?.ipAddress, proxies?.trusts(address) != true else { return nil }
        return ClientAddress.network(of: address)
    }

    // MARK: Counts

    /// A stranger was turned away.
    package func turnedAway(_ why: StrangerRefusal) {
        state.withLock { $0.turnedAway[why, default: 0] += 1 }
    }

    /// No connection could be accepted, for want of a file descriptor or memory: the oldest strangers go.
    func acceptFailed() {
        let evicted = state.withLock { state in
            state.acceptFailures += 1
            return (0..<Self.room).compactMap { _ in
                state.close(state.ledger.takeOldest().map { .init(id: $0, why: .crowd) })
            }
        }
        for channel in evicted { channel.close(promise: nil) }
    }

    /// The counts, as the stats have them.
    package var stats: FleetStats.Strangers {
        state.withLock { state in
            var stats = FleetStats.Strangers()
            stats.open = state.ledger.count
            stats.limit = limits.all
            stats.limitPerPeer = limits.perPeer
            for (why, count) in state.turnedAway { stats.turnedAway[why.rawValue] = count }
            stats.acceptFailures = state.acceptFailures
            return stats
        }
    }
}

extension Doorkeeper.State {
    /// Counts an eviction.
    /// - Returns: the channel to close; nil if there is none.
    fileprivate mutating func close(_ eviction: StrangerLedger.Eviction?) -> (any Channel)? {
        guard let eviction else { return nil }
        turnedAway[eviction.why, default: 0] += 1
        return channels.removeValue(forKey: eviction.id)
    }
}
