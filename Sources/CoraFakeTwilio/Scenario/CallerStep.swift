/// One thing the caller does. Steps run in order; each waits until it is done.
package enum CallerStep: Sendable, Equatable {
    /// Waits for the agent.
    case listen(Listening)
    /// Says a line and waits until it is said.
    case say(String)
    /// Waits until the agent has been speaking for a while, then speaks over it.
    case interrupt(Interruption)
    /// Presses keys, one each 200 ms.
    case press([Character])
    /// Says nothing for so many milliseconds (media goes on, as silence).
    case pause(milliseconds: Int)
    /// Sends no media for so many milliseconds: a gap on the way; timestamps go on.
    case muteMedia(milliseconds: Int)
    /// Waits for something that must happen, and notes when it did not.
    case expect(StepExpectation)
    /// Hangs up.
    case hangUp

    /// What the step says aloud, if anything.
    package var spokenText: String? {
        switch self {
        case .say(let text): text
        case .interrupt(let interruption): interruption.text
        case .listen, .press, .pause, .muteMedia, .expect, .hangUp: nil
        }
    }
}

/// How long the caller listens.
package struct Listening: Sendable, Equatable {
    /// What ends it.
    package enum Until: String, Sendable, Equatable, CaseIterable {
        /// The agent has begun to speak.
        case speaking
        /// The agent has spoken, and has then been quiet for `quietMilliseconds`.
        case quiet
    }

    /// What ends it.
    package var until: Until
    /// It fails when it has taken longer than this, in milliseconds.
    package var withinMilliseconds: Int
    /// How long a silence means that the agent has finished, in milliseconds.
    package var quietMilliseconds: Int

    package init(until: Until = .quiet, withinMilliseconds: Int = 15_000, quietMilliseconds: Int = 500) {
        self.until = until
        self.withinMilliseconds = withinMilliseconds
        self.quietMilliseconds = quietMilliseconds
    }
}

/// How the caller breaks in.
package struct Interruption: Sendable, Equatable {
    /// The agent must have been heard for so many milliseconds first.
    package var afterMilliseconds: Int
    /// What the caller says.
    package var text: String
    /// Wait, too, until the server has stopped sending although the caller still has audio to hear: the barge-in that
    /// comes after the model has finished.
    package var isAfterLastAudio: Bool
    /// It fails when the agent has not been heard for so long within this, in milliseconds.
    package var withinMilliseconds: Int

    package init(
        afterMilliseconds: Int, text: String, isAfterLastAudio: Bool = false, withinMilliseconds: Int = 15_000
    ) {
        self.afterMilliseconds = afterMilliseconds
        self.text = text
        self.isAfterLastAudio = isAfterLastAudio
        self.withinMilliseconds = withinMilliseconds
    }
}

/// What must happen at one point of the call.
package enum StepExpectation: Sendable, Equatable {
    /// The caller hears at least so much of the agent from here on.
    case heard(milliseconds: Int, withinMilliseconds: Int)
    /// The server clears within this time of the moment the caller last began to speak.
    case clear(withinMilliseconds: Int)
    /// The server closes the media socket.
    case serverCloses(withinMilliseconds: Int)
    /// A TwiML document fetched after the stream's end, or the first one, contains this text.
    case twiml(contains: String, withinMilliseconds: Int)
}

extension StepExpectation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .heard(let milliseconds, let within): "agent heard for \(milliseconds) ms within \(within) ms"
        case .clear(let within): "clear within \(within) ms of the caller's first word"
        case .serverCloses(let within): "server closes within \(within) ms"
        case .twiml(let text, let within): "TwiML contains \(text) within \(within) ms"
        }
    }
}
