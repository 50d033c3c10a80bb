package import CoraTenant

/// Every tool that the model called on a call: which are running and since when, how they ended, and which results the
/// model has yet to be told. No other place keeps this. Loop-bound; bounded.
package struct ToolLedger: Sendable, Equatable {
    /// One run of a tool.
    package struct Run: Sendable, Equatable {
        /// The model's id of the tool call.
        package var id: String
        /// The tool's name, as the model wrote it; at most 64 characters.
        package var name: String
        /// When the model called it.
        package var began: CallInstant
        /// How long it took; nil while it runs.
        package var took: CallDuration?
        /// Whether it succeeded; nil while it runs.
        package var succeeded: Bool?
        /// The answer that the model has yet to be told; nil while the tool runs and after the model was told.
        var result: String?
        /// Whether the model was told the answer.
        var isTold = false
        /// Whether the tool writes something that the caller has to hear of.
        var writes = false
        /// Whether OpenAI runs it, on a remote server.
        var isRemote = false
    }

    /// From this many runs on, the oldest that the model was told of are forgotten.
    package static let longest = 64
    /// How long a caller waits for tools in silence before the agent says something: 600 ms.
    static let patience = CallDuration.milliseconds(600)

    /// The runs, the oldest first.
    package private(set) var runs: [Run] = []
    /// Names of tools that succeeded on this call.
    private var succeeded: Set<String> = []
    /// Names of the tools that the response being made has called.
    private var askedInResponse: Set<String> = []
    /// Ids of all tool calls, the last ``mostSeen`` of them: one that comes again is the same call.
    private var seen: Set<String> = []
    private var seenInOrder: [String] = []
    private static let mostSeen = 4096
    /// Since when the caller waits for tools in silence; nil if none runs, or the caller was told.
    private var quietSince: CallInstant?

    package init() {}

    /// How many tools are running.
    package var running: Int { runs.count { $0.took == nil } }

    /// Whether a tool runs that writes something.
    package var isWriting: Bool { runs.contains { $0.writes && $0.took == nil } }

    /// Whether the response that is being made has called a tool.
    var wereAskedInResponse: Bool { !askedInResponse.isEmpty }

    /// The tool that has run longest; nil if none runs.
    package var longestRunning: Run? { runs.first { $0.took == nil } }

    /// When the agent is to tell a caller who waits in silence that something is being done; nil if no tool runs or the
    /// caller was told.
    var deadline: CallInstant? { quietSince.map { $0 + Self.patience } }

    /// Names of tools that may back what the agent says: those that succeeded, those that are running, and those called
    /// in the response that is being made (the model will be told what they answer).
    package var backing: Set<String> {
        succeeded.union(askedInResponse).union(runs.lazy.filter { $0.took == nil }.map(\.name))
    }

    /// The model called a tool.
    /// - Returns: false for an id that came before: it is the same tool call, and is not run again.
    package mutating func began(_ id: String, _ name: String, writes: Bool = false, at now: CallInstant) -> Bool {
        askedInResponse.insert(String(name.prefix(64)))
        guard see(id) else { return false }
        if running == 0 { quietSince = now }
        forgetOldest()
        runs.append(Run(id: id, name: String(name.prefix(64)), began: now, writes: writes))
        return true
    }

    /// A tool call came.
    /// - Returns: false if it has come before.
    mutating func see(_ id: String) -> Bool {
        guard seen.insert(id).inserted else { return false }
        seenInOrder.append(id)
        if seenInOrder.count > Self.mostSeen { seen.remove(seenInOrder.removeFirst()) }
        return true
    }

    /// A tool has answered.
    /// - Parameters:
    ///   - id: the model's id of the tool call.
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

    /// How long a tool of a remote server is waited for.
    static let longestRemote = CallDuration.seconds(30)

    /// OpenAI runs a tool of a remote server by itself.
    package mutating func remoteBegan(_ id: String, at now: CallInstant) {
        guard began(id, Self.remoteName, at: now), let last = runs.indices.last else { return }
        runs[last].isRemote = true
        runs[last].isTold = true
    }

    /// A tool of a remote server has ended.
    /// - Returns: false if it had ended before.
    package mutating func remoteEnded(_ id: String, succeeded isDone: Bool, at now: CallInstant) -> Bool {
        if !seen.contains(id) { remoteBegan(id, at: now) }
        guard finished(id, "", succeeded: isDone, at: now) else { return false }
        if let index = runs.firstIndex(where: { $0.id == id }) { runs[index].result = nil }
        return true
    }

    /// Tools of remote servers have one name for ``backing``: OpenAI tells us that one ran, and which is not needed.
    private static let remoteName = "mcp_call"

    /// A remote tool that has run for too long; nil if none has.
    func overdue(at now: CallInstant) -> String? {
        runs.first { $0.isRemote && $0.took == nil && $0.began + Self.longestRemote <= now }?.id
    }

    /// When the oldest remote tool has run for too long; nil if none runs.
    var remoteDeadline: CallInstant? {
        runs.first { $0.isRemote && $0.took == nil }.map { $0.began + Self.longestRemote }
    }

    /// Takes the next result to tell the model. Results go back in the order in which the model called the tools.
    /// - Returns: nil while the next tool still runs, or if the model was told all.
    package mutating func takeResult() -> (id: String, result: String)? {
        guard let index = runs.firstIndex(where: { !$0.isTold }), let result = runs[index].result else { return nil }
        runs[index].isTold = true
        runs[index].result = nil
        return (runs[index].id, result)
    }

    /// Whether the model has yet to be told what this tool call comes to.
    func holdsResult(of id: String) -> Bool { runs.contains { $0.id == id && !$0.isTold } }

    /// The response is done: the tools it called no longer count for ``backing`` because of that.
    package mutating func responseDone() {
        askedInResponse = []
    }

    /// Something is to be heard until `moment`: the caller's wait in silence begins then.
    mutating func busy(until moment: CallInstant) {
        quietSince = quietSince.map { max($0, moment) }
    }

    /// The agent now tells the caller that something is being done.
    mutating func callerTold() {
        quietSince = nil
    }

    /// Makes room by forgetting the oldest runs that the model was told of.
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
