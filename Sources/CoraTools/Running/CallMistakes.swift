import CoraArguments
import Synchronization

/// Remembers which mistakes the model has made in each call, so that one who makes the same again is told to ask the
/// caller. Shared by all runs; any thread may ask it.
final class CallMistakes: Sendable {
    private struct Mistake: Hashable {
        var tool: String
        var code: ToolError.Code
    }

    private let made = Mutex(RecentCalls<Set<Mistake>>())

    /// The error as the model is told of it: with what to do instead, if the tool failed with it in the call before.
    /// - Parameter call: the call's id.
    func noting(_ error: ToolError, of tool: String, in call: String) -> ToolError {
        guard error.code.isMistake else { return error }
        let isNew = made.withLock { $0[call, []].insert(Mistake(tool: tool, code: error.code)).inserted }
        return isNew ? error : error.repeated
    }
}
