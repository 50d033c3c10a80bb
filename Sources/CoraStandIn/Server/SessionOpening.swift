/// How a session begins once the websocket is there.
enum SessionOpening: Sendable, Equatable {
    /// With `session.created`.
    case open
    /// With its end.
    case close(StandInClosing)
    /// With nothing; it says nothing ever.
    case mute
}
