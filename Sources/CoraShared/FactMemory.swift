import CoraTenant

/// Facts and when each was first noted. A value of a bounded size: a fact is forgotten when its life is over, and of
/// more facts than it can keep, the one noted first. Each step takes the same time however many facts it holds.
struct FactMemory: Sendable {
    private struct Entry {
        var notedAt: CallInstant
        var until: CallInstant
    }

    private let most: Int
    private var facts: [SharedFact: Entry] = [:]
    /// The facts in the order in which they were noted; those that were forgotten meanwhile stay until their turn.
    private var order: [(fact: SharedFact, notedAt: CallInstant)] = []
    private var first = 0

    /// - Parameter most: how many facts are kept.
    init(most: Int) {
        self.most = max(most, 1)
    }

    /// How many facts are kept now.
    var count: Int { facts.count }

    /// How many entries the order holds, those of facts that were noted again among them.
    var entries: Int { order.count - first }

    /// How long ago a fact was noted first; nil if it is not known.
    func age(of fact: SharedFact, at now: CallInstant) -> CallDuration? {
        guard let entry = facts[fact], now < entry.until else { return nil }
        return now - entry.notedAt
    }

    /// Notes a fact, unless it is known.
    /// - Returns: how long ago it was noted first; nil if this is the first time.
    mutating func note(_ fact: SharedFact, for life: CallDuration, at now: CallInstant) -> CallDuration? {
        if let age = age(of: fact, at: now) { return age }
        facts[fact] = Entry(notedAt: now, until: now + life)
        order.append((fact, now))
        forgetOverdue(at: now)
        // A fact that is noted again when its life is over leaves its older entry in the order.
        while facts.count > most || order.count - first > 2 * most { forgetFirst() }
        return nil
    }

    /// Forgets from the front what is over. A fact with a longer life holds back those behind it: they are not believed
    /// any more, and `most` bounds how many there can be.
    private mutating func forgetOverdue(at now: CallInstant) {
        while first < order.count {
            let (fact, notedAt) = order[first]
            if let entry = facts[fact], entry.notedAt == notedAt, now < entry.until { return }
            forgetFirst()
        }
    }

    private mutating func forgetFirst() {
        let (fact, notedAt) = order[first]
        // If the fact was noted again since, this is its older entry: only the order forgets it.
        if facts[fact]?.notedAt == notedAt { facts[fact] = nil }
        first += 1
        if first * 2 > order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}
