/// What befalls a session, and when.
package struct SessionFault: Sendable, Equatable {
    /// What happens.
    package enum Kind: Sendable, Equatable {
        /// The TCP connection is closed without a close frame.
        case drop
        /// The TCP connection is reset.
        case reset
        /// The session goes on reading and never writes again: no event, no ping, no pong, no close frame.
        case freeze
        /// The session is closed.
        case close(StandInClosing)
        /// Every `session.update` from now on is refused, with an error that names its `event_id`.
        case refuseSessionUpdate
        /// Frames that are no events of this session.
        case garbage(Garbage)
        /// This many events at once.
        case flood(events: Int)
        /// From now on a turn of noise every so often, with these transcripts one after the other, over and over.
        case noise(every: Duration, transcripts: [String])
    }

    /// Frames that are no events of the session that sends them.
    package enum Garbage: String, Sendable, Equatable, CaseIterable {
        /// A text frame that is not JSON, and one that is cut off.
        case notJSON = "not_json"
        /// A binary frame; the API sends none.
        case binary
        /// Events about items and responses of another session.
        case foreign
    }

    /// When it happens.
    package enum Moment: Sendable, Equatable {
        /// Right after `session.created`; in a live session at once.
        case now
        /// So long after that.
        case after(Duration)
        /// When the caller's turn of that number from now on, 1 for the next, is committed, before its response.
        case turn(Int)
        /// When a response has sent so many milliseconds of its audio.
        case audio(milliseconds: Int)
    }

    /// What happens.
    package var kind: Kind
    /// When it happens.
    package var moment: Moment

    package init(_ kind: Kind, _ moment: Moment = .now) {
        self.kind = kind
        self.moment = moment
    }
}
