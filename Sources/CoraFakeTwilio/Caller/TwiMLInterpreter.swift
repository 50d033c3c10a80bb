/// Walks a TwiML document: tells which verb is next, and what follows when a verb that takes time is over.
///
/// An `action` makes the verbs after it unreachable; without one the next verb runs; after the last the call ends
/// (Twilio, "TwiML Voice: Connect" and "Dial"). On a dialled person's end, the two are joined after the last verb
/// (Twilio, "TwiML Voice: Number", attribute `url`).
package struct TwiMLInterpreter: Sendable {
    /// What the call does now.
    package enum Instruction: Sendable, Equatable {
        /// Open the media stream; ``streamEnded()`` tells what follows.
        case openStream(TwiMLDocument.Connect)
        /// Read this aloud; ``next()`` tells what follows.
        case say(String)
        /// Wait so many seconds; ``next()`` tells what follows.
        case wait(seconds: Int)
        /// Dial the numbers; ``dialEnded()`` tells what follows.
        case dial(TwiMLDocument.Dial)
        /// Say the prompts and wait for keys; ``gathered(_:)`` tells what follows.
        case gather(TwiMLDocument.Gather)
        /// Go on with another document.
        case fetch(TwiMLDocument.Callback)
        /// End the call, or this leg of it.
        case hangUp
        /// Join this leg with the caller's.
        case join
        /// Refuse the call.
        case reject(reason: String)
    }

    private let verbs: [TwiMLDocument.Verb]
    private let leg: TwiMLDocument.Leg
    private var position = 0
    private var pendingAction: TwiMLDocument.Callback?

    package init(_ document: TwiMLDocument) {
        verbs = document.verbs
        leg = document.leg
    }

    /// The next verb; after the last the call ends, or a dialled person is joined with the caller.
    package mutating func next() -> Instruction {
        guard position < verbs.count else { return leg == .caller ? .hangUp : .join }
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
        case .gather(let gather):
            // Without an action the document itself is asked again (Twilio, "TwiML Voice: Gather", attribute `action`).
            pendingAction = gather.action ?? TwiMLDocument.Callback(url: "", method: "POST")
            return .gather(gather)
        case .say(let text): return .say(text)
        case .pause(let seconds): return .wait(seconds: seconds)
        case .redirect(let callback): return .fetch(callback)
        case .hangUp: return .hangUp
        // As the first verb `<Reject>` keeps the call unanswered; later on it ends the call like `<Hangup>`.
        case .reject(let reason): return isFirst ? .reject(reason: reason) : .hangUp
        }
    }

    /// What follows when the server has closed the stream, or the stream could not be opened.
    package mutating func streamEnded() -> Instruction { afterAction() }

    /// What follows when the dialled person has left, or never came.
    package mutating func dialEnded() -> Instruction { afterAction() }

    /// What follows a `<Gather>`: with keys its action is asked, without any the next verb runs.
    package mutating func gathered(_ keys: String) -> Instruction {
        if keys.isEmpty {
            pendingAction = nil
            return next()
        }
        return afterAction()
    }

    private mutating func afterAction() -> Instruction {
        if let action = pendingAction {
            position = verbs.count
            pendingAction = nil
            return .fetch(action)
        }
        return next()
    }
}
