import CoraSupervisor
import CoraTenant

/// The open connections of strangers, and which of them has to go when there are too many. A value.
///
/// Everyone is a stranger at first, the carrier too, and stays one until a ticket was presented on the connection. A new
/// connection is never turned away: the one that was silent for the longest is closed for it. So strangers who only
/// hold connections open do not keep the carrier out, whose requests are answered long before their turn comes.
struct StrangerLedger: Sendable {
    /// How many there may be.
    struct Limits: Sendable, Equatable {
        var all: Int
        /// Of one peer: an IPv4 address, or an IPv6 network of 64 bits.
        var perPeer: Int
    }

    /// A connection that has to be closed.
    struct Eviction: Sendable, Equatable {
        var id: ObjectIdentifier
        var why: StrangerRefusal
    }

    private let limits: Limits
    /// The peer that each connection counts under; nil if under none. The one that was silent for the longest comes first.
    private var connections = OrderedMemory<ObjectIdentifier, String?>()
    /// The connections of each peer, in the same order.
    private var peers: [String: OrderedMemory<ObjectIdentifier, Void>] = [:]

    init(_ limits: Limits) {
        self.limits = Limits(all: max(limits.all, 1), perPeer: max(limits.perPeer, 1))
    }

    /// How many connections of strangers are open.
    var count: Int { connections.count }

    /// How many of them count under a peer.
    func count(of peer: String) -> Int { peers[peer]?.count ?? 0 }

    /// A connection was accepted.
    /// - Parameter peer: under whom it counts; nil if that is not known yet: behind a proxy, the request says it.
    /// - Returns: the connection that has to go for it; nil if there is room.
    mutating func arrived(_ id: ObjectIdentifier, from peer: String?) -> Eviction? {
        place(id, under: peer)
        return crowded(by: peer)
    }

    /// A request on the connection is another peer's: connections of a proxy carry several clients' requests.
    /// - Returns: the connection that has to go for it; nil if there is room.
    mutating func asked(_ id: ObjectIdentifier, for peer: String?) -> Eviction? {
        guard connections[id] != nil else { return nil }
        place(id, under: peer)
        return crowded(by: peer)
    }

    /// The connection has sent a whole request, or was given a whole answer: it is the youngest again.
    mutating func heard(of id: ObjectIdentifier) {
        guard let peer = connections[id] else { return }
        place(id, under: peer)
    }

    /// The connection is closed, or is no stranger's any more.
    mutating func remove(_ id: ObjectIdentifier) {
        guard case .some(.some(let peer)) = connections.remove(id) else { return }
        peers[peer]?.remove(id)
        if peers[peer]?.isEmpty == true { peers[peer] = nil }
    }

    /// Takes out the connection that was silent for the longest; nil if there is none.
    mutating func takeOldest() -> ObjectIdentifier? {
        guard let id = connections.oldest?.key else { return nil }
        remove(id)
        return id
    }

    private mutating func crowded(by peer: String?) -> Eviction? {
        if let peer, count(of: peer) > limits.perPeer, let id = takeOldest(of: peer) {
            return Eviction(id: id, why: .peer)
        }
        guard count > limits.all, let id = takeOldest() else { return nil }
        return Eviction(id: id, why: .crowd)
    }

    private mutating func takeOldest(of peer: String) -> ObjectIdentifier? {
        guard let id = peers[peer]?.oldest?.key else { return nil }
        remove(id)
        return id
    }

    private mutating func place(_ id: ObjectIdentifier, under peer: String?) {
        remove(id)
        connections.put(peer, for: id)
        if let peer { peers[peer, default: OrderedMemory()].put((), for: id) }
    }
}
