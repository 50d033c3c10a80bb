package import CoraWire
package import NIOCore

/// Which end of a session an event came from.
package enum StandInSide: String, Sendable, Equatable {
    /// The client under test.
    case client
    /// The stand-in.
    case server
}

/// Watches the sessions of a stand-in. Called on the event loop of the session: must not block.
package protocol StandInObserver: Sendable {
    /// A client has connected and a session begins.
    func sessionOpened(_ session: String)
    /// A client event has arrived `at` that time after the session's beginning; an append comes without its audio.
    func received(_ event: JSON, session: String, at: Duration)
    /// The stand-in has sent an event of that type.
    func sent(_ type: String, session: String, at: Duration)
    /// An event has gone over the wire, either way: the text frame's whole payload, audio included.
    func exchanged(_ text: ByteBuffer, from side: StandInSide, session: String, at: Duration)
    /// A client asked for a text response over HTTP with this body.
    func asked(_ body: ByteBuffer)
    /// The session is over. The code is that of the close frame sent or received; nil without one. The log is empty
    /// unless `StandInConfiguration.eventLogCapacity` asks for one.
    func sessionClosed(_ session: String, code: Int?, log: [StandInLogEntry])
}

/// Methods that do nothing, so that an observer implements only those it needs.
extension StandInObserver {
    /// Does nothing.
    package func sessionOpened(_ session: String) {}
    /// Does nothing.
    package func received(_ event: JSON, session: String, at: Duration) {}
    /// Does nothing.
    package func sent(_ type: String, session: String, at: Duration) {}
    /// Does nothing.
    package func exchanged(_ text: ByteBuffer, from side: StandInSide, session: String, at: Duration) {}
    /// Does nothing.
    package func asked(_ body: ByteBuffer) {}
    /// Does nothing.
    package func sessionClosed(_ session: String, code: Int?, log: [StandInLogEntry]) {}
}

/// A client event in a session's log.
package struct StandInLogEntry: Sendable, Equatable {
    /// When it arrived, in milliseconds after the session's beginning.
    package var milliseconds: Int
    /// The event, without the audio of an append.
    package var event: JSON

    package init(milliseconds: Int, event: JSON) {
        self.milliseconds = milliseconds
        self.event = event
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded down.
    var milliseconds: Int {
        Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
