extension Termination {
    /// A ``Reason`` without its particulars, as one word for records and figures.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case callerHungUp = "caller_hung_up"
        case agentEnded = "agent_ended"
        case callerSilent = "caller_silent"
        case durationLimit = "duration_limit"
        case transferred
        case drained
        case operatorEnded = "operator_ended"
        case spendLimit = "spend_limit"
        case callerSocketLost = "caller_socket_lost"
        case callerMediaLost = "caller_media_lost"
        case protocolFault = "protocol_fault"
        case ticketRefused = "ticket_refused"
        case modelUnavailable = "model_unavailable"
        case modelLost = "model_lost"
        case poisoned
    }

    /// What happened, without its particulars.
    package var kind: Kind {
        switch reason {
        case .callerHungUp: .callerHungUp
        case .agentEnded: .agentEnded
        case .callerSilent: .callerSilent
        case .durationLimit: .durationLimit
        case .transferred: .transferred
        case .drained: .drained
        case .operatorEnded: .operatorEnded
        case .spendLimit: .spendLimit
        case .callerSocketLost: .callerSocketLost
        case .callerMediaLost: .callerMediaLost
        case .protocolFault: .protocolFault
        case .ticketRefused: .ticketRefused
        case .modelUnavailable: .modelUnavailable
        case .modelLost: .modelLost
        case .poisoned: .poisoned
        }
    }
}
