import NIOCore

// What goes wrong while the server runs, and what its sessions heard and said. The control port has the same by HTTP.
extension StandInServer {
    /// Plans faults for the next dials, sessions, turns and responses, behind those that are planned.
    ///
    /// - Returns: false if too many are planned; then none is added.
    @discardableResult
    package func plan(_ faults: PlannedFault...) -> Bool { plan.add(faults) }

    /// How many planned faults are not used up; one that befalls several dials, sessions or responses counts once.
    package var plannedFaults: Int { plan.count }

    /// Forgets every fault that is planned and has not happened.
    package func clearFaults() { plan.clear() }

    /// Lets a fault befall live sessions.
    ///
    /// - Parameter session: the session's id; nil for all.
    /// - Returns: how many sessions it befell; 0 if there is none of that id.
    @discardableResult
    package func inflict(_ fault: SessionFault, on session: String? = nil) async -> Int {
        var count = 0
        for (id, live) in live where session == nil || id == session {
            if (try? await live.ask { $0.inflict(fault) }) != nil { count += 1 }
        }
        return count
    }

    /// What the live sessions have heard and said until now, in the order in which they began.
    package func liveRecords() async -> [StandInRecord] {
        var records: [StandInRecord] = []
        for live in live.values {
            if let record = try? await live.ask({ $0.record }) { records.append(record) }
        }
        return records.sorted { ($0.since, $0.session) < ($1.since, $1.session) }
    }

    /// What the latest sessions that are over, and then those that are live, heard and said.
    package func records() async -> [StandInRecord] {
        let past = pastRecords
        let known = Set(past.map(\.session))
        return await past + liveRecords().filter { !known.contains($0.session) }
    }
}
