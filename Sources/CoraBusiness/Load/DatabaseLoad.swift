/// What calls ask of the database, and how many connections that takes where a round trip takes so long. A rule of thumb,
/// made of the figures below; what is right for a business, its own figures say.
///
/// A connection is busy for the round trips of what it is lent for. With `n` busy on average, arrivals at random keep more
/// than `n + 3 √n` busy in one moment of a thousand (Poisson's law): that many are enough.
package struct DatabaseLoad: Sendable, Equatable {
    /// The most round trips that a run of one of our tools takes, as tests hold them to. Most take four or fewer.
    package static let mostToolRoundTrips = 6
    /// The round trips of a usual run.
    private static let usualToolRoundTrips = 4.0
    /// How long a live call goes on, on average, before it has a tool run, and then until the next, in seconds.
    private static let secondsBetweenTools = 20.0
    /// How long a call takes, in seconds.
    private static let secondsOfCall = 180.0
    /// What is asked of the database for a call beside its tools, in round trips.
    private static let roundTripsOfCall = 2.0
    /// What is asked every second whether or not there are calls: tenants, recordings, whether it answers.
    private static let standingRoundTrips = 5.0
    /// The server's own time for a statement, in seconds.
    private static let work = 0.002

    /// The most calls at once.
    package var calls: Int
    /// How long a round trip takes, in milliseconds, with the simplest of statements.
    package var roundTrip: Double

    package init(calls: Int, roundTrip: Double) {
        self.calls = max(calls, 0)
        self.roundTrip = max(roundTrip, 0)
    }

    /// How many connections for tools are enough.
    package var toolConnections: Int {
        Self.enough(Double(calls) / Self.secondsBetweenTools * Self.usualToolRoundTrips * step)
    }

    /// How many connections for everything but tools and the record are enough.
    package var otherConnections: Int {
        Self.enough((Double(calls) / Self.secondsOfCall * Self.roundTripsOfCall + Self.standingRoundTrips) * step)
    }

    /// How long the longest run of a tool takes, in milliseconds.
    package var longestTool: Double { Double(Self.mostToolRoundTrips) * step * 1000 }

    /// How long one statement takes, in seconds.
    private var step: Double { roundTrip / 1000 + Self.work }

    private static func enough(_ busy: Double) -> Int {
        max(Int((busy + 3 * busy.squareRoot()).rounded(.up)), 2)
    }
}
