/// Values by key, in the order in which they were last put: what is remembered for a while or up to a number, and
/// forgotten from the oldest. A value; each step takes the same time however much it holds, and nothing stays of what was
/// taken out.
package struct OrderedMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// A value, and the keys put before and after its own.
    private struct Link: Sendable {
        var value: Value
        var older: Key?
        var newer: Key?
    }

    private var links: [Key: Link] = [:]
    private var oldestKey: Key?
    private var newestKey: Key?

    package init() {}

    /// How many values there are.
    package var count: Int { links.count }

    /// Whether there is none.
    package var isEmpty: Bool { links.isEmpty }

    /// The value of a key; nil if there is none.
    package subscript(key: Key) -> Value? { links[key]?.value }

    /// The key and value that were put before all others; nil if there is none.
    package var oldest: (key: Key, value: Value)? {
        guard let oldestKey, let link = links[oldestKey] else { return nil }
        return (oldestKey, link.value)
    }

    /// Puts a value last, in place of the one that the key had.
    package mutating func put(_ value: Value, for key: Key) {
        remove(key)
        links[key] = Link(value: value, older: newestKey)
        if let newestKey { links[newestKey]?.newer = key } else { oldestKey = key }
        newestKey = key
    }

    /// Takes out the value of a key.
    /// - Returns: the value; nil if there was none.
    @discardableResult
    package mutating func remove(_ key: Key) -> Value? {
        guard let link = links.removeValue(forKey: key) else { return nil }
        if let older = link.older { links[older]?.newer = link.newer } else { oldestKey = link.newer }
        if let newer = link.newer { links[newer]?.older = link.older } else { newestKey = link.older }
        return link.value
    }

    /// Takes out the key and value that were put before all others; nil if there is none.
    @discardableResult
    package mutating func takeOldest() -> (key: Key, value: Value)? {
        guard let oldest else { return nil }
        remove(oldest.key)
        return oldest
    }

    /// Takes out the oldest until there are no more than so many.
    package mutating func keep(_ most: Int) {
        while count > most, takeOldest() != nil {}
    }
}
