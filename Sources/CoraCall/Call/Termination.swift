/// How a call ended. Made once, where the end is decided.
package struct Termination: Sendable, Equatable, Hashable, CustomStringConvertible {
    /// Which side ended the call, for statistics.
    package enum Result: String, Sendable, Hashable {
        /// The call ended as a call should.
        case completed
        /// The carrier or the caller's side broke its protocol or left.
        case callerFault = "caller_fault"
        /// The model could not be reached or failed.
        case modelFault = "model_fault"
        /// Our server failed.
        case serverFault = "server_fault"
    }

    /// What happened.
    package enum Reason: Sendable, Hashable {
        /// The caller hung up.
        case callerHungUp
        /// The agent said goodbye.
        case agentEnded
        /// The caller said nothing after being asked twice.
        case callerSilent
        /// The call reached its longest time.
        case durationLimit
        /// The caller goes on to a person.
        case transferred(to: TransferOrder)
        /// This process is going away.
        case drained
        /// An operator ended it.
        case operatorEnded
        /// The tenant has spent what a day may cost.
        case spendLimit
        /// The media socket closed without a `stop`.
        case callerSocketLost
        /// No media arrived for too long on an open socket.
        case callerMediaLost
        /// The carrier said something that cannot be understood or allowed.
        case protocolFault(CallerFault)
        /// The ticket was missing, wrong, used, expired or another call's, or this process takes no more calls.
        case ticketRefused(TicketRefusal)
        /// The model's socket could not be opened or its session set up.
        case modelUnavailable(String)
        /// The model's socket or session failed during the call.
        case modelLost(String)
        /// A rule of our own was broken; the call is given up, the process lives.
        case poisoned(String)
    }

    /// What happened.
    package var reason: Reason

    /// The end for this reason.
    package init(_ reason: Reason) {
        self.reason = reason
    }

    /// Which side ended the call.
    package var result: Result {
        switch reason {
        case .callerHungUp, .agentEnded, .callerSilent, .durationLimit, .transferred, .drained, .operatorEnded,
            .spendLimit:
            .completed
        case .callerSocketLost, .callerMediaLost, .protocolFault, .ticketRefused: .callerFault
        case .modelUnavailable, .modelLost: .modelFault
        case .poisoned: .serverFault
        }
    }

    /// The reason as one word for records and figures.
    package var label: String { kind.rawValue }

    /// The label and what is known besides, in words for logs and the ops pages.
    package var description: String {
        switch reason {
        case .protocolFault(let fault): "\(label): \(fault)"
        case .ticketRefused(let refusal): "\(label): \(refusal.rawValue)"
        case .modelUnavailable(let why), .modelLost(let why), .poisoned(let why): "\(label): \(why)"
        case .transferred(let order): "\(label) to \(order.number)"
        case .callerHungUp, .agentEnded, .callerSilent, .durationLimit, .drained, .operatorEnded, .spendLimit,
            .callerSocketLost, .callerMediaLost:
            label
        }
    }

    /// The code our close frame carries to the carrier (RFC 6455 §7.4.1).
    package var closeCode: UInt16 {
        switch reason {
        case .protocolFault(let fault): fault.closeCode
        case .ticketRefused: 1008
        case .drained: 1001
        case .poisoned: 1011
        case .callerHungUp, .agentEnded, .callerSilent, .durationLimit, .transferred, .operatorEnded, .spendLimit,
            .callerSocketLost, .callerMediaLost, .modelUnavailable, .modelLost:
            1000
        }
    }

    /// The transfer to a person, if the call ended with one.
    package var transfer: TransferOrder? {
        if case .transferred(let order) = reason { order } else { nil }
    }

    /// What the carrier is told when it asks what happens next.
    package var nextStep: NextStep {
        switch reason {
        case .transferred(let order): .dial(order)
        case .modelUnavailable, .modelLost, .poisoned: .apologise
        case .callerSocketLost, .callerMediaLost, .drained: .reconnect
        case .callerHungUp, .agentEnded, .callerSilent, .durationLimit, .operatorEnded, .spendLimit, .protocolFault,
            .ticketRefused:
            .hangUp
        }
    }
}

/// What the carrier does with a caller whose stream has ended.
package enum NextStep: Sendable, Equatable, Hashable {
    /// The line closes.
    case hangUp
    /// The caller hears a spoken apology, then the line closes.
    case apologise
    /// The caller is put through to a person.
    case dial(TransferOrder)
    /// A new stream is opened and the conversation goes on.
    case reconnect
}

/// What the caller's side, a carrier or a page, can do wrong on its socket.
package enum CallerFault: Sendable, Equatable, Hashable, CustomStringConvertible {
    /// No `start` came in time.
    case noStart
    /// A second `start`.
    case secondStart
    /// Media, keypad, mark or stop before `start`.
    case beforeStart(String)
    /// A binary frame.
    case binaryFrame
    /// A frame without a mask, or one that breaks RFC 6455.
    case badFrame
    /// Text that is not JSON, or JSON that is not a message.
    case notAMessage(String)
    /// Too much media that is not base64.
    case badPayloads
    /// A frame over the size limit.
    case tooLarge
    /// A media format other than µ-law, 8000 Hz, mono.
    case wrongFormat(String)
    /// A stream id that cannot be valid.
    case badStreamID
    /// More frames or audio than a caller can send; the text says how many are too many.
    case tooFast(String)
    /// A report that more was played than was sent.
    case impossiblePlayback
    /// The caller's page told the model something by itself: other settings, or the answer of a tool.
    case spokeToModel

    /// The close code for it (RFC 6455 §7.4.1).
    package var closeCode: UInt16 {
        switch self {
        case .noStart, .secondStart, .beforeStart, .badStreamID, .tooFast, .impossiblePlayback, .spokeToModel: 1008
        case .binaryFrame, .wrongFormat: 1003
        case .badFrame: 1002
        case .notAMessage, .badPayloads: 1007
        case .tooLarge: 1009
        }
    }

    /// What the caller's side did wrong, in words.
    package var description: String {
        switch self {
        case .noStart: "no start message in time"
        case .secondStart: "a second start message"
        case .beforeStart(let event): "\(event) before start"
        case .binaryFrame: "a binary frame"
        case .badFrame: "a frame that breaks RFC 6455"
        case .notAMessage(let why): "not a message: \(why)"
        case .badPayloads: "too much media that is not base64"
        case .tooLarge: "a frame over the size limit"
        case .wrongFormat(let format): "media format \(format), wanted audio/x-mulaw 8000 Hz mono"
        case .badStreamID: "a stream id that cannot be one"
        case .tooFast(let what): "too fast: \(what)"
        case .impossiblePlayback: "more reported as played than was sent"
        case .spokeToModel: "the page told the model something by itself"
        }
    }
}

/// Why a ticket was refused.
package enum TicketRefusal: String, Sendable, Error, Hashable {
    /// The `start` carried no ticket.
    case missing
    /// We did not make it, or it was tampered with.
    case invalid
    /// Past its time.
    case expired
    /// Already redeemed.
    case used
    /// Made for another call.
    case otherCall = "other_call"
    /// This process takes no more calls.
    case draining
}
