/// What a caller who can read is shown of their call (``LegAbilities/shows``).
package enum Shown: Sendable, Equatable {
    /// Something that the caller should know of the call.
    package enum Notice: Sendable, Equatable {
        /// The model's session is set up: the agent is there.
        case agentReady
        /// The model is lost and dialled again; the call goes on.
        case agentAway
        /// The model is back.
        case agentBack
    }

    /// More words of an item, as they come.
    case words(item: String, Turn.Role, String)
    /// A turn, finished: with what was heard of it.
    case turn(Turn)
    /// The words of the caller's that were shown for this item were noise: there is no such turn.
    case withdrawn(item: String)
    /// A tool began to run.
    case toolBegan(ToolInvocation)
    /// A tool has answered. `answer` is its envelope, for tools whose answers callers may see (``ToolTraits/isShown``).
    case toolEnded(ToolInvocation, succeeded: Bool, answer: String?)
    /// Something that the caller should know.
    case notice(Notice)
}
