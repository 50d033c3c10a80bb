/// How many files a server has open at most: the sockets of its calls and of strangers, its connections to the database,
/// and what any process of its kind has.
package struct FileBudget: Sendable, Equatable {
    /// The sockets of a call: the carrier's and the model's.
    static let socketsOfCall = 2
    /// The files of an event loop: its epoll, its timer and what wakes it.
    static let filesOfLoop = 3
    /// The outbox with its journal, the log, ports, HTTP to others; and sockets to a model's successor while a call has
    /// both.
    static let own = 150

    /// The most calls at once.
    package var calls: Int
    /// The most connections of strangers. They have a quarter of the limit at most, whatever this says.
    package var strangers: Int
    /// The most connections to the database.
    package var pools: Int
    /// The event loops.
    package var loops: Int

    package init(calls: Int, strangers: Int, pools: Int, loops: Int) {
        self.calls = calls
        self.strangers = strangers
        self.pools = pools
        self.loops = loops
    }

    /// The files that are open without a call or a stranger.
    private var idle: Int { Self.own + pools + loops * Self.filesOfLoop }

    /// The limit that is enough for the calls. Of it, strangers have what is theirs, but a quarter at most: a third of the
    /// rest.
    package var wanted: Int {
        let rest = idle + calls * Self.socketsOfCall
        return rest + min(strangers, (rest + 2) / 3)
    }

    /// How many calls a limit is enough for.
    package func calls(within limit: Int) -> Int {
        max(0, (limit - min(strangers, limit / 4) - idle) / Self.socketsOfCall)
    }
}
