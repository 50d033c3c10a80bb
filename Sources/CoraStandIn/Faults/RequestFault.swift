/// What befalls a request over HTTP for a client secret, a call, or a call's end.
package enum RequestFault: Sendable, Equatable {
    /// It is refused with an HTTP status, such as 429, and with `Retry-After` if seconds are given; nothing is done.
    case refuse(status: Int, retryAfterSeconds: Int? = nil)
    /// It is done, and answered so much later.
    case delay(Duration)
}

/// What befalls a sideband: the websocket by which a server takes part in a call.
package enum SidebandFault: Sendable, Equatable {
    /// Its call is not known yet: 404.
    case unknown
    /// Its connection is closed so much later, without a close frame. The call goes on.
    case drop(after: Duration)
    /// It is not told `session.created`.
    case quiet
    /// It is closed when the browser is gone.
    case endsWithMedia
}
