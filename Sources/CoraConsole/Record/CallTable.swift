package import CoraPostgres
package import CoraStore

/// A list of calls as a table, one line a call. If all calls are one tenant's, the tenant is named once, above, which
/// leaves the summaries more room.
package enum CallTable {
    private struct Column {
        var title: String
        var cells: [String]
        var limit: Int
        var isRight = false
        var tones: [TerminalStyle.Tone?] = []

        var width: Int {
            min(max(TerminalText.width(title), cells.map(TerminalText.width).max() ?? 0), limit)
        }
    }

    private static let gap = "  "

    /// The table, each line ended.
    /// - Parameters:
    ///   - calls: the calls, in the order shown.
    ///   - now: the time; the length of live calls is counted up to it.
    package static func render(
        _ calls: [CallListing], now: PostgresTimestamp, style: TerminalStyle = TerminalStyle()
    ) -> String {
        guard !calls.isEmpty else { return "No calls.\n" }
        let fixed = columns(calls, now, style)
        let used = fixed.reduce(0) { $0 + $1.width + gap.count }
        let summaries = calls.map { TerminalText.clean($0.summary ?? "") }
        let room = max(style.width - used, 8)
        var lines: [String] = []
        if let tenant = onlyTenant(calls) { lines.append(style.toned("Calls of \(tenant)", .strong)) }
        let titles = fixed.map { TerminalText.padded($0.title, $0.width, toTheRight: $0.isRight) } + ["SUMMARY"]
        lines.append(style.toned(titles.joined(separator: gap), .faint))
        for index in calls.indices {
            let cells = fixed.map { column in
                let text = TerminalText.fit(column.cells[index], column.width)
                let cell = TerminalText.padded(text, column.width, toTheRight: column.isRight)
                let tone = column.tones.indices.contains(index) ? column.tones[index] : nil
                return tone.map { style.toned(cell, $0) } ?? cell
            }
            lines.append(trimmed((cells + [TerminalText.fit(summaries[index], room)]).joined(separator: gap)))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func columns(
        _ calls: [CallListing], _ now: PostgresTimestamp, _ style: TerminalStyle
    ) -> [Column] {
        let tenants = Column(title: "TENANT", cells: calls.map { TerminalText.clean($0.tenant) }, limit: 10)
        return [
            Column(title: "WHEN", cells: calls.map { style.shortDate($0.startedAt, now: now) }, limit: 12)
        ] + (onlyTenant(calls) == nil ? [tenants] : []) + [
            Column(title: "CALLER", cells: calls.map(who), limit: 14),
            Column(title: "TIME", cells: calls.map { length($0, now) }, limit: 8, isRight: true),
            Column(
                title: "OUTCOME", cells: calls.map { outcome($0, now) }, limit: 14, tones: calls.map { tone($0, now) }),
            Column(title: "TURNS", cells: calls.map { "\($0.turns)" }, limit: 5, isRight: true),
            Column(
                title: "COST", cells: calls.map { $0.cost.map { TerminalStyle.dollars($0) } ?? "–" }, limit: 8,
                isRight: true),
            Column(title: "CALL", cells: shortIDs(calls.map(\.callSID)), limit: 34),
        ]
    }

    private static func who(_ call: CallListing) -> String {
        let name = TerminalText.clean(call.callerName ?? "")
        return name.isEmpty ? TerminalText.clean(call.callerNumber) : name
    }

    /// Whether the call is live. Carriers end a call after a day at the latest; a row that has been open longer lost
    /// its end.
    private static func isOnTheLine(_ call: CallListing, _ now: PostgresTimestamp) -> Bool {
        call.endedAt == nil && now.microseconds &- call.startedAt.microseconds < 86_400_000_000
    }

    private static func length(_ call: CallListing, _ now: PostgresTimestamp) -> String {
        guard let end = call.endedAt ?? (isOnTheLine(call, now) ? now : nil) else { return "–" }
        return TerminalStyle.span(from: call.startedAt, to: end)
    }

    private static func outcome(_ call: CallListing, _ now: PostgresTimestamp) -> String {
        if isOnTheLine(call, now) { return "on the line" }
        return call.outcome.map(TerminalStyle.words) ?? (call.endedAt == nil ? "end not known" : "–")
    }

    private static func tone(_ call: CallListing, _ now: PostgresTimestamp) -> TerminalStyle.Tone? {
        if isOnTheLine(call, now) { return .good }
        return ["model_unavailable", "model_lost", "poisoned"].contains(call.outcome) ? .bad : nil
    }

    private static func onlyTenant(_ calls: [CallListing]) -> String? {
        guard let first = calls.first, calls.allSatisfy({ $0.tenant == first.tenant }) else { return nil }
        return TerminalText.clean(first.tenant)
    }

    /// For each id, as much of its beginning, without the common `CA`, as tells it from the others in the list: enough
    /// to ask for the call by.
    static func shortIDs(_ sids: [String]) -> [String] {
        let bare = sids.map { TerminalText.clean($0.hasPrefix("CA") ? String($0.dropFirst(2)) : $0) }
        let longest = bare.map(\.count).max() ?? 0
        var length = 6
        while length < longest, Set(bare.map { $0.prefix(length) }).count < Set(bare).count { length += 1 }
        return bare.map { String($0.prefix(length)) }
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
