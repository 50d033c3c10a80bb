import CoraTenant

/// Facts and when each was first noted. A value of a bounded size: a fact is forgotten when its life is over, and of
/// more facts than it can keep, the one noted first. Each step takes the same time however many facts it holds.
struct FactMemory: Sendable {
    private struct Entry {
        var notedAt: CallInstant
        var until: CallInstant
    }

    private let most: Int
    private var facts = OrderedMemory<SharedFact, Entry>()

    /// - Parameter most: how many facts are kept.
    init(most: Int) {
        self.most = max(most, 1)
    }

    /// How many facts are kept now.
    var count: Int { facts.count }

    /// How long ago a fact was noted first; nil if it is not known.
    func age(of fact: SharedFact, at now: CallInstant) -> CallDuration? {
        guard let entry = facts[fact], now < entry.until else { return nil }
        return now - entry.notedAt
    }

    /// Notes a fact, unless it is known.
    /// - Returns: how long ago it was noted first; nil if this is the first time.
    mutating func note(_ fact: SharedFact, for life: CallDuration, at now: CallInstant) -> CallDuration? {
        if let age = age(of: fact, at: now) { return age }
        facts.put(Entry(notedAt: now, until: now + life), for: fact)
        // A fact with a longer life holds back those behind it: they are not believed any more, and `most` bounds how
        // many there can be.
        while let oldest = facts.oldest, oldest.value.until <= now { facts.takeOldest() }
        facts.keep(most)
        return nil
    }
}
