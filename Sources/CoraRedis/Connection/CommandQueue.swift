import NIOCore

/// Commands under way on one connection, in the order in which the server answers them, and who waits for each.
///
/// A command that nobody waits for any more keeps its place: its answer still comes, and is the one that is dropped. So a
/// late answer is never taken for the next command's.
struct CommandQueue<Waiter> {
    /// What an answer is.
    enum Answered {
        /// It is awaited.
        case awaited(Waiter)
        /// Whoever asked has given up.
        case late
        /// Nothing was asked.
        case unasked
    }

    private struct Entry {
        var id: Int
        var waiter: Waiter?
        var bytes: Int
        var since: NIODeadline
        var deadline: NIODeadline
    }

    private let most: Int
    private let mostBytes: Int
    private var entries = CircularBuffer<Entry>()
    /// When an answer last came.
    private var heard = NIODeadline.uptimeNanoseconds(0)

    /// Bytes of commands under way.
    private(set) var bytes = 0

    /// - Parameters:
    ///   - most: how many commands may be under way.
    ///   - mostBytes: how many bytes they may have together.
    init(most: Int, mostBytes: Int) {
        self.most = most
        self.mostBytes = mostBytes
    }

    /// Commands under way, those that nobody waits for among them.
    var count: Int { entries.count }

    /// Whether a command of so many bytes can be taken.
    func hasRoom(for size: Int) -> Bool { entries.count < most && size <= mostBytes - bytes }

    /// Takes a command. The caller has asked ``hasRoom(for:)``.
    mutating func append(_ waiter: Waiter, id: Int, bytes size: Int, until deadline: NIODeadline, at now: NIODeadline) {
        entries.append(Entry(id: id, waiter: waiter, bytes: size, since: now, deadline: deadline))
        bytes += size
    }

    /// Takes an answer for the oldest command.
    mutating func answered(at now: NIODeadline) -> Answered {
        guard let entry = entries.popFirst() else { return .unasked }
        bytes -= entry.bytes
        heard = now
        return entry.waiter.map { .awaited($0) } ?? .late
    }

    /// Gives up on a command, which keeps its place.
    /// - Returns: who waited; nil if nobody did any more.
    mutating func abandon(_ id: Int) -> Waiter? {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return nil }
        defer { entries[index].waiter = nil }
        return entries[index].waiter
    }

    /// Gives up on all commands whose time is over.
    /// - Returns: who waited for them.
    mutating func expire(at now: NIODeadline) -> [Waiter] {
        var expired: [Waiter] = []
        for index in entries.indices where entries[index].deadline <= now {
            guard let waiter = entries[index].waiter else { continue }
            expired.append(waiter)
            entries[index].waiter = nil
        }
        return expired
    }

    /// The next moment at which a command's time is over; nil if nobody waits.
    var nextDeadline: NIODeadline? {
        entries.lazy.filter { $0.waiter != nil }.map(\.deadline).min()
    }

    /// Since when the server has owed an answer and given none; nil if it owes none.
    var silentSince: NIODeadline? {
        entries.first.map { max($0.since, heard) }
    }

    /// Empties the queue.
    /// - Returns: who waits, with their deadlines, in order.
    mutating func removeAll() -> [(id: Int, waiter: Waiter, deadline: NIODeadline)] {
        defer {
            entries.removeAll()
            bytes = 0
        }
        return entries.compactMap { entry in entry.waiter.map { (entry.id, $0, entry.deadline) } }
    }
}
