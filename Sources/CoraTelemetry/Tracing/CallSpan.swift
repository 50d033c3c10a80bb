package import CoraCall

/// Something that took time on a call, from a beginning to an end, as a collector of OpenTelemetry is told.
package struct CallSpan: Sendable, Equatable {
    /// Which side of the work this process was on.
    package enum Kind: Sendable, Equatable {
        /// It was asked.
        case server
        /// It asked another.
        case client
        /// Neither.
        case inside
    }

    /// A figure or a word that goes with a span.
    package enum Attribute: Sendable, Equatable {
        case text(String)
        case number(Int)
    }

    /// Something that happened meanwhile.
    package struct Event: Sendable, Equatable {
        /// What.
        package var name: String
        /// When.
        package var at: WallTime
        /// What goes with it.
        package var attributes: [String: Attribute] = [:]
    }

    private static let mostEvents = 128

    /// Which it is.
    package let identity: SpanIdentity
    /// The span it is part of; nil for the first of a trace.
    package let parent: UInt64?
    /// What was done.
    package let name: String
    /// Which side of the work this process was on.
    package let kind: Kind
    /// When it began.
    package let began: WallTime
    /// When it ended.
    package var ended: WallTime
    /// What goes with it.
    package var attributes: [String: Attribute] = [:]
    /// What happened meanwhile, the first so many.
    package private(set) var events: [Event] = []
    /// Why it failed, in words, which may be none; nil if it did not.
    package var failure: String?

    /// A span that has just begun.
    /// - Parameter parent: the span that it is part of; one without a span's id only names the trace.
    package init(_ name: String, in parent: SpanIdentity, _ kind: Kind = .inside, from began: WallTime) {
        identity = parent.child
        self.parent = parent.span == 0 ? nil : parent.span
        self.name = name
        self.kind = kind
        self.began = began
        ended = began
    }

    /// Notes something that happened meanwhile.
    mutating func add(_ event: Event) {
        if events.count < Self.mostEvents { events.append(event) }
    }

    /// Ends it; not before it began, which a clock that was set back could say.
    mutating func end(at now: WallTime) { ended = max(now, began) }
}
