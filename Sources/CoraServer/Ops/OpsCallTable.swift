package import CoraSupervisor

/// The calls as `GET /ops/events` sends them: each key once, then a row for each call. A list of objects would be more
/// than twice as long, every two seconds.
package struct OpsCallTable: Encodable, Sendable {
    /// The most calls that are sent.
    package static let mostRows = 5000
    private static let columns = [
        "call_sid", "tenant", "caller", "attempt", "state", "why", "started_at", "duration_ms", "turns", "last_turn_ms",
        "slowest_turn_ms", "barge_ins", "frames_dropped", "since_frame_ms", "model", "model_socket",
        "channel", "media",
    ]

    private enum Keys: String, CodingKey {
        case columns, rows, total
    }

    private let calls: ArraySlice<CallStats>
    private let total: Int

    /// - Parameter calls: all live calls.
    package init(_ calls: [CallStats]) {
        self.calls = calls.prefix(Self.mostRows)
        total = calls.count
    }

    package func encode(to encoder: any Encoder) throws {
        var table = encoder.container(keyedBy: Keys.self)
        try table.encode(Self.columns, forKey: .columns)
        try table.encode(total, forKey: .total)
        var rows = table.nestedUnkeyedContainer(forKey: .rows)
        for call in calls {
            var row = rows.nestedUnkeyedContainer()
            try Self.write(call, into: &row)
        }
    }

    /// One row, in the order of `columns`.
    private static func write(_ call: CallStats, into row: inout any UnkeyedEncodingContainer) throws {
        try row.encode(call.callSid)
        try row.encode(call.tenant)
        try row.encode(call.caller)
        try row.encode(call.attempt)
        try row.encode(call.state)
        try row.encode(call.why)
        try row.encode(call.startedAt)
        try row.encode(call.durationMs)
        try row.encode(call.turns)
        try row.encode(call.lastTurnMs.map { $0.rounded() })
        try row.encode(call.slowestTurnMs.map { $0.rounded() })
        try row.encode(call.bargeIns)
        try row.encode(call.framesDropped)
        try row.encode(call.sinceFrameMs)
        try row.encode(call.model)
        try row.encode(call.modelSocket)
        try row.encode(call.channel)
        try row.encode(call.media)
    }
}
