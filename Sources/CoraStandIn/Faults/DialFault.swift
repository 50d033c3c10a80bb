/// What befalls a websocket upgrade, until `session.created` would be sent.
package enum DialFault: Sendable, Equatable {
    /// It is refused with an HTTP status, and with `Retry-After` if seconds are given.
    case refuse(status: Int, retryAfterSeconds: Int? = nil)
    /// The TCP connection is reset before the 101.
    case reset
    /// It is never answered; the connection stays open.
    case hang
    /// The 101 comes so much later.
    case delay(Duration)
    /// The 101 is followed by a close frame at once.
    case close(StandInClosing)
    /// The 101 is followed by nothing: no `session.created`, no answer, no ping.
    case mute
}
