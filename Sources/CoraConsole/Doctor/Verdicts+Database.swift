package import CoraBusiness

extension Verdicts {
    /// The connections that an instance makes to the database.
    package struct DatabaseConnections: Sendable, Equatable {
        /// For tools.
        package var tools: Int
        /// For everything but tools, the record and reports.
        package var others: Int
        /// All, those that listen for changes among them.
        package var total: Int
        /// How many the server has for everybody; nil behind a pooler, which does not say.
        package var allowed: Int?

        package init(tools: Int, others: Int, total: Int, allowed: Int?) {
            self.tools = tools
            self.others = others
            self.total = total
            self.allowed = allowed
        }
    }

    /// Judges whether the pools are large enough for the calls that may be live, at the distance that was measured, and
    /// whether tools answer in their time.
    /// - Parameter deadline: how long a run of a tool may take, in milliseconds.
    package static func pools(
        _ has: DatabaseConnections, for load: DatabaseLoad, deadline: Int
    ) -> [Finding] {
        let check = "database pools"
        let distance = "\(Words.fixed(load.roundTrip, load.roundTrip < 10 ? 1 : 0)) ms"
        var findings: [Finding] = []
        for (name, words, size, enough) in [
            ("DATABASE_TOOL_CONNECTIONS", "tool", has.tools, load.toolConnections),
            ("DATABASE_OTHER_CONNECTIONS", "other", has.others, load.otherConnections),
        ] where size < enough {
            findings.append(
                .warn(
                    check,
                    "pool too small for the latency measured (\(distance)): \(size) \(words) connections, where "
                        + "\(load.calls) calls want \(enough)",
                    fix: "set \(name) to \(enough) or more, or MAX_CALLS to the calls that you expect"))
        }
        if load.longestTool > Double(deadline) * 0.75 {
            let wanted = Int((load.longestTool / 0.75 / 500).rounded(.up)) * 500
            findings.append(
                .warn(
                    check,
                    "too far away: at \(distance) a round trip, a tool takes up to \(Int(load.longestTool)) ms of its "
                        + "\(deadline)",
                    fix: "put the database near the server, or set TOOL_DEADLINE_MILLISECONDS to \(wanted)"))
        }
        if let allowed = has.allowed, has.total > allowed {
            findings.append(
                .warn(
                    check, "this instance wants \(has.total) connections, the database has \(allowed) for everybody",
                    fix: "raise max_connections there, lower DATABASE_…_CONNECTIONS, or put a pooler between"))
        }
        guard findings.isEmpty else { return findings }
        return [
            .ok(
                check,
                "\(has.tools) for tools and \(has.others) others are enough for \(load.calls) calls at \(distance); a tool "
                    + "takes \(Int(load.longestTool.rounded(.up))) ms at most")
        ]
    }
}
