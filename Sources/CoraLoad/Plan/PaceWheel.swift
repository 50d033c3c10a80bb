/// Members that are each due once a period, on an absolute clock: member `m` at `start + m's phase + k · period`, however
/// late the calls before were. A value; nanoseconds of any one clock.
///
/// The period is cut into slots, so that one timer serves hundreds of members, spread over the period.
package struct PaceWheel<Member> {
    /// Where a member is, to take it out again.
    package struct Place: Sendable, Equatable {
        fileprivate let slot: Int
        fileprivate let id: Int
    }

    /// A member, and when it was due.
    package struct Due {
        package var member: Member
        package var at: UInt64
    }

    private let slot: UInt64
    private let start: UInt64
    private var slots: [[(id: Int, member: Member)]]
    /// How many slots have been served, all turns together.
    private var served: UInt64 = 0
    private var nextID = 0
    private var members = 0

    /// - Parameters:
    ///   - period: how often each member is due.
    ///   - slots: into how many parts the period is cut.
    package init(start: UInt64, period: UInt64, slots: Int) {
        self.start = start
        slot = max(period / UInt64(slots), 1)
        self.slots = Array(repeating: [], count: slots)
    }

    /// Adds a member; it is due for the first time within a period from `now`.
    package mutating func add(_ member: Member, phase: UInt64, now: UInt64) -> Place {
        if members == 0 { served = max(served, slotsBegun(by: now)) }
        let index = Int(phase / slot % UInt64(slots.count))
        nextID += 1
        members += 1
        slots[index].append((nextID, member))
        return Place(slot: index, id: nextID)
    }

    /// Takes a member out; nothing, if it is out.
    package mutating func remove(_ place: Place) {
        guard let index = slots[place.slot].firstIndex(where: { $0.id == place.id }) else { return }
        slots[place.slot].remove(at: index)
        members -= 1
    }

    /// When the next member is due; nil of none.
    package var nextAt: UInt64? {
        guard members > 0 else { return nil }
        for ahead in 0..<UInt64(slots.count) where !slots[Int((served + ahead) % UInt64(slots.count))].isEmpty {
            return start + (served + ahead) * slot
        }
        return nil
    }

    /// Everything that is due by `now` and was not returned before, in order.
    package mutating func due(by now: UInt64) -> [Due] {
        let end = slotsBegun(by: now)
        var due: [Due] = []
        while served < end {
            let at = start + served * slot
            for entry in slots[Int(served % UInt64(slots.count))] { due.append(Due(member: entry.member, at: at)) }
            served += 1
        }
        return due
    }

    private func slotsBegun(by now: UInt64) -> UInt64 { now < start ? 0 : (now - start) / slot + 1 }
}
