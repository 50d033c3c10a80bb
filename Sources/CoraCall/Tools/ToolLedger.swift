/// Every tool the model asked for on a call: which run, since when, what they came to, and which results the model has
/// yet to be told. The one place that knows. Loop-bound; bounded.
package struct ToolLedger: Sendable, Equatable {
    /// One run of a tool.
    package struct Run: Sendable, Equatable {
        /// The model's id of it.
        package var id: String
        /// Its name, as the model wrote it; at most 64 characters.
        package var name: String
        /// When the model asked for it.
        package var began: CallInstant
        /// How long it took; nil while it runs.
        package var took: CallDuration?
        /// Whether it succeeded; nil while it runs.
        package var succeeded: Bool?
        /// What the model is still to be told, once those before it have been.
        var result: String?
        /// Whether the model was told.
        var isTold = false
    }

    /// Runs that are remembered once the model was told.
    package static let longest = 64
    /// How long a caller may wait for tools in silence before they are told so: 600 ms.
    static let patience = CallDuration.milliseconds(600)

    /// Runs, the oldest first.
    package private(set) var runs: [Run] = []
    /// Names of tools that succeeded on this call.
    private var succeeded: Set<String> = []
    /// Names that the response which is being made asked for.
    private var askedInResponse: Set<String> = []
    /// Since when the caller waits in silence; nil if nothing runs, or they were told.
    private var quietSince: CallInstant?

    package init() {}

    /// How many tools run.
    package var running: Int { runs.count { $0.took == nil } }

    /// The tool that has run longest; nil if none runs.
    package var longestRunning: Run? { runs.first { $0.took == nil } }

    /// When to look whether the caller is to be told that something is being done; nil if nothing runs or they were
    /// told.
    var deadline: CallInstant? { quietSince.map { $0 + Self.patience } }

    /// Names of tools that may stand behind what the agent says: those that succeeded, those at work, and those asked
    /// for in the response that is being made (the model will hear what these answer).
    package var backing: Set<String> {
        succeeded.union(askedInResponse).union(runs.lazy.filter { $0.took == nil }.map(\.name))
    }

    /// The model asks for a tool.
    /// - Returns: false for an id that is known: it is the same tool, and is not run again.
    package mutating func began(_ id: String, _ name: String, at now: CallInstant) -> Bool {
        askedInResponse.insert(String(name.prefix(64)))
        guard !runs.contains(where: { $0.id == id }) else { return false }
        if running == 0 { quietSince = now }
        forgetOldest()
        runs.append(Run(id: id, name: String(name.prefix(64)), began: now))
        return true
    }

    /// A tool has answered.
    /// - Parameters:
    ///   - id: the model's id of it.
    ///   - result: what the model is told.
    ///   - isDone: whether the tool succeeded.
    /// - Returns: false if no tool of that id runs.
    package mutating func finished(_ id: String, _ result: String, succeeded isDone: Bool, at now: CallInstant) -> Bool
    {
        guard let index = runs.firstIndex(where: { $0.id == id && $0.took == nil }) else { return false }
        runs[index].took = now - runs[index].began
        runs[index].succeeded = isDone
        runs[index].result = result
        if isDone { succeeded.insert(runs[index].name) }
        if running == 0 { quietSince = nil }
        return true
    }

    /// A tool ran that the model's own side carries out, and that we only hear of.
    package mutating func ranElsewhere(_ name: String) {
        succeeded.insert(name)
    }

    /// The next result to give back: results go back in the order in which the model asked.
    /// - Returns: nil while the next tool still runs, or when all are told.
    package mutating func takeResult() -> (id: String, result: String)? {
        guard let index = runs.firstIndex(where: { !$0.isTold }), let result = runs[index].result else { return nil }
        runs[index].isTold = true
        runs[index].result = nil
        return (runs[index].id, result)
    }

    /// The response is done: what it asked for no longer counts as asked for in it.
    package mutating func responseDone() {
        askedInResponse = []
    }

    /// Something is to be heard until `moment`: the caller's silence begins after it.
    mutating func busy(until moment: CallInstant) {
        quietSince = quietSince.map { max($0, moment) }
    }

    /// The caller is told now that something is being done.
    mutating func callerTold() {
        quietSince = nil
    }

    /// Makes room: the oldest runs that the model was told of are forgotten.
    private mutating func forgetOldest() {
        guard runs.count >= Self.longest else { return }
        var toForget = Self.longest / 2
        runs.removeAll { run in
            guard run.isTold, toForget > 0 else { return false }
            toForget -= 1
            return true
        }
    }
}
