import CoraCall
import CoraTenant

/// A browser's connections to the model, of a session whose audio passes by us: which one is wanted, which one serves,
/// and which one is to follow it. Each is a call at the model's side, which our socket joins. A value; its core's loop.
struct PeerConnections {
    /// What a connection is for.
    enum Purpose: Equatable {
        /// The session has none that works.
        case session
        /// The session's connection is about to be too old.
        case successor
    }

    /// A connection that the page was asked for.
    struct Wanted: Equatable {
        /// Its number, counted from 1 through the session.
        var number: Int
        /// What the page has to present with its offer.
        var key: String
        var route: ModelRoute
        var purpose: Purpose
        /// Whether its offer has come.
        var isOffered = false
    }

    /// A connection that has a call.
    struct Connection: Equatable {
        var number: Int
        /// The model's id of the call.
        var callID: String
        var route: ModelRoute
        /// Whether the page says that it stands.
        var isConnected = false
        /// Whether a session over it has served the caller.
        var hasServed = false
        /// How often our socket was opened since it last served.
        var joins = 0
    }

    /// So often the socket that joins a call is opened before the page is asked for another connection. A call may be
    /// unknown to the model's servers for a moment after it was made (field case N3).
    static let mostJoins = 3

    private(set) var wanted: Wanted?
    private(set) var current: Connection?
    private(set) var successor: Connection?
    private var count = 0
    /// Tool calls that we have answered, by the model's ids.
    private var answered: Set<String> = []

    /// Whether the page was asked for a connection.
    var hasAsked: Bool { count > 0 }

    // MARK: Offers

    /// A connection is wanted from the page.
    /// - Parameter key: what its offer has to present; not to be guessed.
    mutating func want(_ purpose: Purpose, by route: ModelRoute, key: String) -> Wanted {
        count += 1
        let wanted = Wanted(number: count, key: key, route: route, purpose: purpose)
        self.wanted = wanted
        return wanted
    }

    /// An offer came.
    /// - Returns: the route on which it is to be answered.
    mutating func offered(_ number: Int, key: String) throws(OfferRefusal) -> ModelRoute {
        guard let wanted, wanted.number == number else { throw .notAsked }
        guard wanted.key == key else { throw .wrongKey }
        return try offered(number)
    }

    /// A page that may do so has made its offer to the model by itself.
    mutating func offered(_ number: Int) throws(OfferRefusal) -> ModelRoute {
        guard let wanted, wanted.number == number, !wanted.isOffered else { throw .notAsked }
        self.wanted?.isOffered = true
        return wanted.route
    }

    /// The model took the offer of this number.
    /// - Returns: what the connection is for; nil if it is wanted no more.
    mutating func answered(_ number: Int, callID: String) -> Purpose? {
        guard let wanted, wanted.number == number else { return nil }
        self.wanted = nil
        let connection = Connection(number: number, callID: callID, route: wanted.route)
        switch wanted.purpose {
        case .session: current = connection
        case .successor: successor = connection
        }
        return wanted.purpose
    }

    /// The model did not take the offer of this number.
    /// - Returns: what the connection was for; nil if it is wanted no more.
    mutating func refused(_ number: Int) -> Purpose? {
        guard let wanted, wanted.number == number else { return nil }
        self.wanted = nil
        return wanted.purpose
    }

    // MARK: Connections

    /// The page says that a connection stands.
    /// - Returns: what it is for; nil if it is not one of the session's.
    mutating func connected(_ number: Int) -> Purpose? {
        if current?.number == number {
            current?.isConnected = true
            return .session
        }
        guard successor?.number == number else { return nil }
        successor?.isConnected = true
        return .successor
    }

    /// The page says that a connection is lost, or cannot be made.
    /// - Returns: what it was for, and its call, if it had one; nil if it is not one of the session's.
    mutating func lost(_ number: Int) -> (purpose: Purpose, call: Connection?)? {
        if let call = current, call.number == number {
            current = nil
            return (.session, call)
        }
        if let call = successor, call.number == number {
            successor = nil
            return (.successor, call)
        }
        return refused(number).map { ($0, nil) }
    }

    /// The call that our socket may join once more on this route; nil if the page has to make another connection.
    mutating func rejoin(by route: ModelRoute) -> Connection? {
        guard let call = current, call.route == route, call.joins < Self.mostJoins else { return nil }
        current?.joins += 1
        return current
    }

    /// The session over the current connection serves the caller.
    /// - Returns: whether it had done so before.
    mutating func served() -> Bool {
        defer {
            current?.hasServed = true
            current?.joins = 0
        }
        return current?.hasServed == true
    }

    /// The successor takes the place of the current connection.
    /// - Returns: the call that is over.
    mutating func takeOver() -> Connection? {
        guard let next = successor else { return nil }
        defer {
            current = next
            current?.hasServed = true
            successor = nil
        }
        return current
    }

    /// The page is to make another connection in place of the current one.
    /// - Returns: the call that is over.
    mutating func forgetCurrent() -> Connection? {
        defer { current = nil }
        return current
    }

    /// No successor is wanted.
    /// - Returns: the call that is over.
    mutating func forgetSuccessor() -> Connection? {
        defer { successor = nil }
        if wanted?.purpose == .successor { wanted = nil }
        return successor
    }

    /// The session is over.
    /// - Returns: the calls that are over with it.
    mutating func forgetAll() -> [Connection] {
        defer { (wanted, current, successor) = (nil, nil, nil) }
        return [current, successor].compactMap(\.self)
    }

    // MARK: A page that speaks to the model by itself

    /// We tell the model something.
    mutating func told(_ order: ModelOrder) {
        if case .toolResult(let id, _) = order { answered.insert(id) }
    }

    /// Whether we have answered this tool call.
    func hasAnswered(_ call: String) -> Bool { answered.contains(call) }
}
