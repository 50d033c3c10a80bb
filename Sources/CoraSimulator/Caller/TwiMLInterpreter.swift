/// Walks a TwiML document: which verb is next, and what follows when one that takes time is over.
///
/// An `action` makes the verbs after it unreachable; without one the next verb runs; after the last the call ends
/// (Twilio, "TwiML Voice: Connect" and "Dial").
package struct TwiMLInterpreter: Sendable {
    /// What to do now.
    package enum Instruction: Sendable, Equatable {
        /// Open the media stream; ``streamEnded()`` tells what follows.
        case openStream(TwiMLDocument.Connect)
        /// Read this aloud; ``next()`` tells what follows.
        case say(String)
        /// Wait; ``next()`` tells what follows.
        case wait(seconds: Int)
        /// Dial; ``dialEnded()`` tells what follows.
        case dial(TwiMLDocument.Dial)
        /// Go on with another document.
        case fetch(TwiMLDocument.Callback)
        /// End the call.
        case hangUp
        /// Refuse the call.
        case reject(reason: String)
    }

    private let verbs: [TwiMLDocument.Verb]
    private var position = 0
    private var pendingAction: TwiMLDocument.Callback?

    package init(_ document: TwiMLDocument) {
        verbs = document.verbs
    }

    /// The next verb; a document without any ends the call.
    package mutating func next() -> Instruction {
        guard position < verbs.count else { return .hangUp }
        let isFirst = position == 0
        let verb = verbs[position]
        position += 1
        switch verb {
        case .connect(let connect):
            pendingAction = connect.action
            return .openStream(connect)
        case .dial(let dial):
            pendingAction = dial.action
            return .dial(dial)
        case .say(let text): return .say(text)
        case .pause(let seconds): return .wait(seconds: seconds)
        case .redirect(let callback): return .fetch(callback)
        case .hangUp: return .hangUp
        // Only as the first verb does it keep the call unanswered; later on it ends the call like any other.
        case .reject(let reason): return isFirst ? .reject(reason: reason) : .hangUp
        }
    }

    /// The server closed the stream, or it could not be opened.
    package mutating func streamEnded() -> Instruction { afterAction() }

    /// The dialled party is gone, or never came.
    package mutating func dialEnded() -> Instruction { afterAction() }

    private mutating func afterAction() -> Instruction {
        if let action = pendingAction {
            position = verbs.count
            pendingAction = nil
            return .fetch(action)
        }
        return next()
    }
}
