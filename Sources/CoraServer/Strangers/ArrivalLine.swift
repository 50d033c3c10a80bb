/// Connections in the order in which they were last heard of. Each time is a place of its own; the places that a
/// connection had before are passed over. A value; a step takes constant time on average.
struct ArrivalLine: Sendable {
    /// One time that a connection was heard of.
    struct Place: Sendable {
        var id: ObjectIdentifier
        /// Rises with each place that is given out.
        var turn: UInt64
    }

    private var places: [Place] = []
    private var first = 0

    /// How many places are kept.
    var count: Int { places.count }

    /// Puts a connection at the end.
    mutating func add(_ place: Place) {
        places.append(place)
    }

    /// The place that is first in line; nil if there is none.
    /// - Parameter isCurrent: whether a place is the connection's latest.
    mutating func oldest(where isCurrent: (Place) -> Bool) -> Place? {
        while first < places.count {
            if isCurrent(places[first]) { return places[first] }
            first += 1
        }
        places.removeAll(keepingCapacity: true)
        first = 0
        return nil
    }

    /// Forgets the places that were passed over, once they are more than the others.
    /// - Parameter current: how many places are a connection's latest.
    mutating func tidy(keeping current: Int, where isCurrent: (Place) -> Bool) {
        guard places.count > 2 * current + 64 else { return }
        places = places[first...].filter(isCurrent)
        first = 0
    }
}
