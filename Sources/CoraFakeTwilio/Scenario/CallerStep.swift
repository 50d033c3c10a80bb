/// One thing the caller does. Steps run in order; each begins when the one before it is done.
package enum CallerStep: Sendable, Equatable {
    /// Waits for the agent.
    case listen(Listening)
    /// Says a line and waits until it is said.
    case say(String)
    /// Waits until the agent has been speaking for a while, then speaks over it.
    case interrupt(Interruption)
    /// Presses keys, one each 200 ms.
    case press([Character])
    /// Says nothing for so many milliseconds; media goes on, as silence.
    case pause(milliseconds: Int)
    /// Sends no media for so many milliseconds, like a gap on the network; the timestamps go on.
    case muteMedia(milliseconds: Int)
    /// Waits for something that must happen, and reports when it does not.
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
    /// What ends the listening.
    package enum Until: String, Sendable, Equatable, CaseIterable {
        /// The agent has begun to speak.
        case speaking
        /// The agent has spoken, and has then been quiet for `quietMilliseconds`.
        case quiet
    }

    /// What ends the listening.
    package var until: Until
    /// The step fails when it takes longer than this, in milliseconds.
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
    /// How many milliseconds of the agent the caller must have heard first.
    package var afterMilliseconds: Int
    /// What the caller says.
    package var text: String
    /// Whether to wait until the server has stopped sending while the caller still has audio to hear: a barge-in after
    /// the model has finished.
    package var isAfterLastAudio: Bool
    /// The step fails when the agent has not been heard for `afterMilliseconds` within this time, in milliseconds.
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
    /// The caller hears at least so many milliseconds of the agent from here on.
    case heard(milliseconds: Int, withinMilliseconds: Int)
    /// The server sends a `clear` within this time after the caller last began to speak.
    case clear(withinMilliseconds: Int)
    /// The server closes the media socket.
    case serverCloses(withinMilliseconds: Int)
    /// One of the TwiML documents of the call, fetched or sent through the REST API, contains this text.
    case twiml(contains: String, withinMilliseconds: Int)
}

extension StepExpectation: CustomStringConvertible {
    /// What is expected, in words for the report.
    package var description: String {
        switch self {
        case .heard(let milliseconds, let within): "agent heard for \(milliseconds) ms within \(within) ms"
        case .clear(let within): "clear within \(within) ms of the caller's first word"
        case .serverCloses(let within): "server closes within \(within) ms"
        case .twiml(let text, let within): "TwiML contains \(text) within \(within) ms"
        }
    }
}
