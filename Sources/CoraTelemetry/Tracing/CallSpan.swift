import CoraCall
package import CoraTenant

/// A span of OpenTelemetry: something that took time on a call, from a beginning to an end.
package struct CallSpan: Sendable, Equatable {
    /// Which part this process had in it.
    package enum Kind: Sendable, Equatable {
        /// This process answered a request.
        case server
        /// This process made a request.
        case client
        /// Neither: the work was inside this process.
        case inside
    }

    /// A figure or a word that goes with a span.
    package enum Attribute: Sendable, Equatable {
        case text(String)
        case number(Int)
    }

    /// Something that happened within a span.
    package struct Event: Sendable, Equatable {
        /// What happened.
        package var name: String
        /// When it happened.
        package var at: WallTime
        /// Figures and words about it.
        package var attributes: [String: Attribute] = [:]
    }

    private static let mostEvents = 128

    /// The ids of the trace and of the span.
    package let identity: SpanIdentity
    /// The id of the span that this one is part of; nil for the first span of a trace.
    package let parent: UInt64?
    /// What was done.
    package let name: String
    /// Which part this process had in it.
    package let kind: Kind
    /// When it began.
    package let began: WallTime
    /// When it ended.
    package var ended: WallTime
    /// Figures and words about it.
    package var attributes: [String: Attribute] = [:]
    /// What happened within the span; only the first events are kept.
    package private(set) var events: [Event] = []
    /// Why it failed, in words, which may be empty; nil if it did not fail.
    package var failure: String?

    /// A span that has just begun.
    /// - Parameter parent: the span that it is part of; without a span's id, it only names the trace.
    package init(_ name: String, in parent: SpanIdentity, _ kind: Kind = .inside, from began: WallTime) {
        identity = parent.child
        self.parent = parent.span == 0 ? nil : parent.span
        self.name = name
        self.kind = kind
        self.began = began
        ended = began
    }

    /// Adds something that happened within the span.
    mutating func add(_ event: Event) {
        if events.count < Self.mostEvents { events.append(event) }
    }

    /// Ends the span. Its end is never before its beginning, which a clock that was set back could say.
    mutating func end(at now: WallTime) { ended = max(now, began) }
}
