import CoraTenant
import CoraWire

// The figures of a page as its message `figures` has them (`Config/web-protocol.md`): milliseconds and counts.

extension PageFigures {
    /// Reads the figures. Every one may be missing, or be null.
    init(_ tree: JSON) throws(WebMessageError) {
        self.init()
        media = try Self.media(in: tree)
        firstAudio = try Self.span("first_audio_ms", of: tree)
        turns = try Self.spans("turn_ms", of: tree)
        bargeIns = try Self.spans("barge_in_ms", of: tree)
        gaps = try Self.number("gaps", of: tree)
        gapTime = try Self.span("gap_ms", of: tree)
        jitter = try Self.span("jitter_ms", of: tree)
        lost = try Self.number("lost", of: tree)
        received = try Self.number("received", of: tree)
        roundTrip = try Self.span("round_trip_ms", of: tree)
    }

    private static func member(_ name: String, of tree: JSON) -> JSON? {
        guard let value = tree[name], !value.isNull else { return nil }
        return value
    }

    private static func media(in tree: JSON) throws(WebMessageError) -> WebMedia? {
        guard let value = member("media", of: tree) else { return nil }
        guard let media = value.string.flatMap(WebMedia.init) else { throw .bad("media") }
        return media
    }

    private static func number(_ name: String, of tree: JSON) throws(WebMessageError) -> Int? {
        guard let value = member(name, of: tree) else { return nil }
        guard let number = whole(value) else { throw .bad(name) }
        return number
    }

    private static func span(_ name: String, of tree: JSON) throws(WebMessageError) -> CallDuration? {
        try number(name, of: tree).map(CallDuration.milliseconds)
    }

    private static func spans(_ name: String, of tree: JSON) throws(WebMessageError) -> [CallDuration] {
        guard let value = member(name, of: tree) else { return [] }
        guard let list = value.array, list.count <= longestList else { throw .bad(name) }
        let numbers = list.compactMap(whole)
        guard numbers.count == list.count else { throw .bad(name) }
        return numbers.map(CallDuration.milliseconds)
    }

    private static func whole(_ value: JSON) -> Int? {
        value.int.flatMap { (0...greatest).contains($0) ? $0 : nil }
    }

    /// The figures as a client writes them: what was not measured is left out.
    var members: [String: JSON] {
        var members: [String: JSON] = [:]
        members["media"] = media.map { .string($0.rawValue) }
        members["gaps"] = gaps.map(JSON.int)
        members["lost"] = lost.map(JSON.int)
        members["received"] = received.map(JSON.int)
        for (name, span) in [
            ("first_audio_ms", firstAudio), ("gap_ms", gapTime), ("jitter_ms", jitter), ("round_trip_ms", roundTrip),
        ] {
            members[name] = span.map { .int($0.milliseconds) }
        }
        for (name, spans) in [("turn_ms", turns), ("barge_in_ms", bargeIns)] where !spans.isEmpty {
            members[name] = .array(spans.map { .int($0.milliseconds) })
        }
        return members
    }
}
