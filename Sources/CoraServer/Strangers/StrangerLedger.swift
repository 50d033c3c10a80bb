import CoraSupervisor

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

    private struct Entry {
        /// Under which peer it counts; nil if under none.
        var peer: String?
        var turn: UInt64
    }

    private struct Peer {
        var count = 0
        var line = ArrivalLine()

        mutating func add(_ place: ArrivalLine.Place, where isCurrent: (ArrivalLine.Place) -> Bool) {
            count += 1
            line.add(place)
            line.tidy(keeping: count, where: isCurrent)
        }
    }

    private let limits: Limits
    private var entries: [ObjectIdentifier: Entry] = [:]
    private var line = ArrivalLine()
    private var peers: [String: Peer] = [:]
    private var lastTurn: UInt64 = 0

    init(_ limits: Limits) {
        self.limits = Limits(all: max(limits.all, 1), perPeer: max(limits.perPeer, 1))
    }

    /// How many connections of strangers are open.
    var count: Int { entries.count }

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
        guard entries[id] != nil else { return nil }
        remove(id)
        place(id, under: peer)
        return crowded(by: peer)
    }

    /// The connection has sent a whole request, or was given a whole answer: it is the youngest again.
    mutating func heard(of id: ObjectIdentifier) {
        guard let entry = entries[id] else { return }
        remove(id)
        place(id, under: entry.peer)
    }

    /// The connection is closed, or is no stranger's any more.
    mutating func remove(_ id: ObjectIdentifier) {
        guard let entry = entries.removeValue(forKey: id), let peer = entry.peer else { return }
        peers[peer]?.count -= 1
        if peers[peer]?.count == 0 { peers[peer] = nil }
    }

    /// Takes out the connection that was silent for the longest; nil if there is none.
    mutating func takeOldest() -> ObjectIdentifier? {
        guard let place = line.oldest(where: { [entries] in entries[$0.id]?.turn == $0.turn }) else { return nil }
        remove(place.id)
        return place.id
    }

    private mutating func crowded(by peer: String?) -> Eviction? {
        if let peer, count(of: peer) > limits.perPeer, let id = takeOldest(of: peer) {
            return Eviction(id: id, why: .peer)
        }
        guard entries.count > limits.all, let id = takeOldest() else { return nil }
        return Eviction(id: id, why: .crowd)
    }

    private mutating func takeOldest(of peer: String) -> ObjectIdentifier? {
        let oldest = peers[peer]?.line.oldest { [entries] in entries[$0.id]?.turn == $0.turn }
        guard let place = oldest else { return nil }
        remove(place.id)
        return place.id
    }

    private mutating func place(_ id: ObjectIdentifier, under peer: String?) {
        lastTurn += 1
        entries[id] = Entry(peer: peer, turn: lastTurn)
        let place = ArrivalLine.Place(id: id, turn: lastTurn)
        line.add(place)
        line.tidy(keeping: entries.count) { [entries] in entries[$0.id]?.turn == $0.turn }
        guard let peer else { return }
        peers[peer, default: Peer()].add(place) { [entries] in entries[$0.id]?.turn == $0.turn }
    }
}
