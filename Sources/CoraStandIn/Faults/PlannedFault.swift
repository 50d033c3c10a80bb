/// A fault and what it befalls: the next dial, session, turn of the caller, response, request or sideband.
package enum StandInFault: Sendable, Equatable {
    /// Befalls a websocket upgrade.
    case dial(DialFault)
    /// Befalls a session, once `session.created` is sent.
    case session(SessionFault)
    /// Befalls a turn of the caller.
    case turn(TurnFault)
    /// Befalls a response.
    case response(ResponseFault)
    /// Befalls a request for a client secret.
    case secret(RequestFault)
    /// Befalls a request for a call.
    case call(RequestFault)
    /// Befalls a request to end a call.
    case hangUp(RequestFault)
    /// Befalls a sideband of a call.
    case sideband(SidebandFault)

    var dial: DialFault? { if case .dial(let fault) = self { fault } else { nil } }
    var session: SessionFault? { if case .session(let fault) = self { fault } else { nil } }
    var turn: TurnFault? { if case .turn(let fault) = self { fault } else { nil } }
    var response: ResponseFault? { if case .response(let fault) = self { fault } else { nil } }
    var secret: RequestFault? { if case .secret(let fault) = self { fault } else { nil } }
    var call: RequestFault? { if case .call(let fault) = self { fault } else { nil } }
    var hangUp: RequestFault? { if case .hangUp(let fault) = self { fault } else { nil } }
    var sideband: SidebandFault? { if case .sideband(let fault) = self { fault } else { nil } }
}

/// A fault that is going to happen: how often, and after how many that go well.
///
/// Faults of one scope happen in the order they were planned: the next one has its turn when the one before is used up.
package struct PlannedFault: Sendable, Equatable {
    /// What goes wrong.
    package var fault: StandInFault
    /// How many dials, sessions, turns or responses it befalls; nil for all to come.
    package var count: Int?
    /// How many go well before.
    package var skip: Int

    package init(_ fault: StandInFault, count: Int? = 1, skip: Int = 0) {
        self.fault = fault
        self.count = count
        self.skip = skip
    }
}
