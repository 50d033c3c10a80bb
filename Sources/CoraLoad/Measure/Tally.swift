/// What one loop has measured of all its calls. A value; each loop has its own, which is read once a second.
package struct Tally: Sendable {
    /// A frame that took longer is late: the next one was due.
    private static let longest: Int64 = 20_000_000

    /// Frames sent by this loop's ends; messages and bytes that hold them.
    package var framesSent = 0
    package var messagesSent = 0
    /// Frames, messages and bytes of audio that reached this loop's ends.
    package var framesArrived = 0
    package var messagesArrived = 0
    package var bytesArrived = 0
    package var bytesSent = 0
    /// Frames that were on their way when the server closed a stream: it may have read them or not.
    package var atClose = 0
    package var late = 0
    /// Frames of another call, of the wrong direction, or that were never sent.
    package var mixed = 0
    /// Times a line ran dry inside a response, and for how long in all, in nanoseconds.
    package var gaps = 0
    package var gapTime: UInt64 = 0
    /// From one end to the other, through the bridge.
    package var latency = Spread()
    /// The same, since the tally was last read.
    package var recent = Spread()
    /// How late this loop's own frames were sent.
    package var pacing = Spread()
    package var bargeIn = Spread()
    package var firstAudio = Spread()
    package var bargeIns = 0
    package var truncations = 0
    package var toolCalls = 0
    package var toolOutputs = 0
    package var transfers = 0
    /// Failures by kind.
    package var failures: [String: Int] = [:]
    /// What the first failure of a kind was, in words.
    package var details: [String: String] = [:]

    package init() {}

    /// Notes that a frame has arrived.
    package mutating func timed(sentAt: UInt64, at now: UInt64) {
        let took = Int64(bitPattern: now &- sentAt)
        latency.add(took)
        recent.add(took)
        if took > Self.longest { late += 1 }
    }

    /// Notes a failure.
    package mutating func failed(_ kind: LoadFailure, _ detail: String = "") {
        failures[kind.name, default: 0] += 1
        if !detail.isEmpty, details[kind.name] == nil { details[kind.name] = detail }
    }

    /// The times since this was last called.
    package mutating func takeRecent() -> Spread {
        defer { recent.reset() }
        return recent
    }
}

/// What can go wrong with a call, by kind.
package enum LoadFailure: Sendable, Equatable {
    /// No connection to the webhook's server.
    case webhookUnreachable
    /// The webhook did not answer within Twilio's 15 s.
    case webhookTimeout
    /// It answered with another status than 200.
    case webhookStatus(Int)
    /// It answered with something else than TwiML that connects to a stream.
    case webhookNonsense
    /// It answered with TwiML that refuses the call, or says something and hangs up.
    case refused
    case socketRefused
    case socketTimeout
    /// The stream was closed before the caller heard anything, or the caller waited 10 s for it.
    case noFirstAudio
    /// The server closed the stream while the call was to go on.
    case closedEarly
    /// A message that Twilio does not take.
    case nonsense
    /// The caller was never heard at the model, though the call was up.
    case notHeard
    /// The caller spoke over the agent, and no `clear` came within 2 s.
    case bargeInUnanswered
    /// The model was not told what was heard of an answer that was cut.
    case truncationMissing
    /// A tool's output did not come within 10 s.
    case toolUnanswered
    /// The caller asked for a person, and the stream went on for 15 s.
    case transferUnanswered
    /// The stream ended, and no person was dialled.
    case transferNotDialled

    /// Its name in the reports.
    package var name: String {
        switch self {
        case .webhookUnreachable: "webhook_unreachable"
        case .webhookTimeout: "webhook_timeout"
        case .webhookStatus(let status): "webhook_status_\(status)"
        case .webhookNonsense: "webhook_nonsense"
        case .refused: "refused"
        case .socketRefused: "socket_refused"
        case .socketTimeout: "socket_timeout"
        case .noFirstAudio: "no_first_audio"
        case .closedEarly: "closed_early"
        case .nonsense: "nonsense"
        case .notHeard: "not_heard_at_model"
        case .bargeInUnanswered: "barge_in_unanswered"
        case .truncationMissing: "truncation_missing"
        case .toolUnanswered: "tool_unanswered"
        case .transferUnanswered: "transfer_unanswered"
        case .transferNotDialled: "transfer_not_dialled"
        }
    }
}
