import CoraSupervisor

/// A column of the table of calls in `cora top`.
package enum CallColumn: String, CaseIterable, Sendable {
    case state, tenant, caller, channel, why, length, turns, last, slowest, bargeIns, silent, dropped, model

    /// The column's heading.
    var title: String {
        switch self {
        case .state: "STATE"
        case .tenant: "TENANT"
        case .caller: "CALLER"
        case .channel: "CHANNEL"
        case .why: "WHAT IT IS DOING"
        case .length: "LENGTH"
        case .turns: "TURNS"
        case .last: "LAST"
        case .slowest: "SLOWEST"
        case .bargeIns: "BARGE"
        case .silent: "SILENT"
        case .dropped: "DROP"
        case .model: "MODEL"
        }
    }

    /// The key that sorts by this column; nil if only `<` and `>` reach it.
    package var key: Character? {
        switch self {
        case .state: "s"
        case .tenant: "t"
        case .length: "l"
        case .last: "a"
        case .slowest: "w"
        case .turns: "n"
        case .bargeIns: "b"
        case .silent: "f"
        case .caller: "c"
        case .channel, .why, .dropped, .model: nil
        }
    }

    /// How many columns of the screen it takes; the reason takes what is left.
    var width: Int {
        switch self {
        case .state: 10
        case .tenant: 14
        case .caller: 13
        case .channel: 9
        case .why: 0
        case .length, .turns, .silent: 7
        case .last, .slowest: 8
        case .bargeIns, .dropped: 6
        case .model: 8
        }
    }

    /// The narrowest screen, in columns, on which it is shown.
    var from: Int {
        switch self {
        case .state, .tenant, .why, .length, .slowest: 0
        case .caller: 90
        case .last: 72
        case .turns: 104
        case .silent: 112
        case .bargeIns: 122
        case .dropped: 130
        case .model: 140
        case .channel: 150
        }
    }

    /// Whether it holds figures: they stand on the right, and are first sorted from the greatest.
    var isFigure: Bool {
        switch self {
        case .state, .tenant, .caller, .channel, .why, .model: false
        case .length, .turns, .last, .slowest, .bargeIns, .silent, .dropped: true
        }
    }

    /// The text for a call, and its tone.
    func cell(_ call: CallStats) -> (String, Tone) {
        switch self {
        case .state: (call.state, call.state == "live" ? .good : call.state == "leaving" ? .warn : .key)
        case .tenant: (call.tenant, .plain)
        case .caller: (call.caller, .plain)
        case .channel: (Self.channel(of: call), .plain)
        case .why: (call.why, .plain)
        case .length: (Words.span(Double(call.durationMs)), .plain)
        case .turns: ("\(call.turns)", .plain)
        case .last: (Words.took(call.lastTurnMs), Self.pace(call.lastTurnMs))
        case .slowest: (Words.took(call.slowestTurnMs), Self.pace(call.slowestTurnMs))
        case .bargeIns: ("\(call.bargeIns)", .plain)
        case .silent: (Words.took(Double(call.sinceFrameMs)), call.sinceFrameMs > 2000 ? .bad : .plain)
        case .dropped: ("\(call.framesDropped)", call.framesDropped > 0 ? .warn : .plain)
        case .model: (call.modelSocket, call.modelSocket == "open" ? .plain : .warn)
        }
    }

    /// How the audio of a web session travels, or that it is a telephone; a dash where an earlier build does not say.
    private static func channel(of call: CallStats) -> String { call.media ?? call.channel ?? "–" }

    private static func pace(_ milliseconds: Double?) -> Tone {
        guard let milliseconds else { return .faint }
        return milliseconds > 4000 ? .bad : milliseconds > 2500 ? .warn : .plain
    }

    /// Whether one call is sorted before another; unknown values come last in either direction.
    func isBefore(_ one: CallStats, _ other: CallStats, descending: Bool) -> Bool {
        let order: Int
        switch self {
        case .state: order = Self.compare(Self.rank(one.state), Self.rank(other.state))
        case .tenant: order = Self.compare(one.tenant, other.tenant)
        case .caller: order = Self.compare(one.caller, other.caller)
        case .channel: order = Self.compare(Self.channel(of: one), Self.channel(of: other))
        case .why: order = Self.compare(one.why, other.why)
        case .length: order = Self.compare(one.durationMs, other.durationMs)
        case .turns: order = Self.compare(one.turns, other.turns)
        case .last: order = Self.compare(one.lastTurnMs, other.lastTurnMs, descending)
        case .slowest: order = Self.compare(one.slowestTurnMs, other.slowestTurnMs, descending)
        case .bargeIns: order = Self.compare(one.bargeIns, other.bargeIns)
        case .silent: order = Self.compare(one.sinceFrameMs, other.sinceFrameMs)
        case .dropped: order = Self.compare(one.framesDropped, other.framesDropped)
        case .model: order = Self.compare(one.modelSocket, other.modelSocket)
        }
        guard order != 0 else { return one.callSid < other.callSid }
        return descending ? order > 0 : order < 0
    }

    private static func compare<Value: Comparable>(_ one: Value, _ other: Value) -> Int {
        one < other ? -1 : one > other ? 1 : 0
    }

    private static func compare(_ one: Double?, _ other: Double?, _ descending: Bool) -> Int {
        guard let one else { return other == nil ? 0 : descending ? -1 : 1 }
        guard let other else { return descending ? 1 : -1 }
        return compare(one, other)
    }

    private static func rank(_ state: String) -> Int {
        ["connecting": 0, "live": 1, "leaving": 2, "ended": 3][state] ?? 4
    }
}
