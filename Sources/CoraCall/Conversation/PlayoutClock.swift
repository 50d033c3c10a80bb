/// What the caller has heard, as exactly as the carrier lets us know.
///
/// The carrier buffers all we send and plays it in real time; a mark comes back once everything before it has been
/// played (Twilio, "Media Streams: WebSocket messages", mark). Between marks time runs at eight bytes a millisecond,
/// never past the next mark that is still out, and never past what was sent. After `clear` the marks that come back
/// mean nothing. Positions count bytes of µ-law since the stream began.
package struct PlayoutClock: Sendable, Equatable {
    /// A mark's name on the wire is its number: marks are numbered through the whole stream.
    package typealias Mark = Int

    /// One item of the model's speech, where it lies on the line.
    private struct Segment: Sendable, Equatable {
        var item: String
        var start: Int
        var end: Int
    }

    private struct PendingMark: Sendable, Equatable {
        var mark: Mark
        var position: Int
    }

    private static let mostPending = 4096

    /// Bytes sent to the carrier since the stream began, cleared ones included.
    package private(set) var sent = 0
    /// Playback was at `anchor` at `anchoredAt`, as far as we know.
    private var anchor = 0
    private var anchoredAt = CallInstant(nanoseconds: 0)
    private var pending: [PendingMark] = []
    private var segments: [Segment] = []
    private var nextMark: Mark = 1
    private var marked = 0

    package init() {}

    /// What is played next belongs to this item.
    package mutating func begin(_ item: String, at now: CallInstant) {
        let position = heard(at: now)
        // Items heard to their end are done with; an item that is still on the line may be cut.
        segments.removeAll { $0.end <= position }
        segments.append(Segment(item: item, start: sent, end: sent))
    }

    /// Audio of the item last begun is written to the carrier now.
    package mutating func played(bytes: Int, at now: CallInstant) {
        if pending.isEmpty, heard(at: now) >= sent {
            anchor = sent
            anchoredAt = now
        }
        sent += bytes
        if let last = segments.indices.last { segments[last].end = sent }
    }

    /// Marks that are out.
    package var marksOut: Int { pending.count }

    /// Bytes sent since the last mark.
    package var unmarked: Int { sent - marked }

    /// A new mark behind everything sent so far.
    package mutating func mark() -> Mark {
        let mark = nextMark
        nextMark += 1
        marked = sent
        // A carrier that never returns a mark must not make us remember all of them: 4,096 are 13 minutes of audio,
        // more than it buffers.
        if pending.count >= Self.mostPending { pending.removeFirst(Self.mostPending / 2) }
        pending.append(PendingMark(mark: mark, position: sent))
        return mark
    }

    /// A mark came back. False if it was not out: unknown, or overtaken by `clear`.
    package mutating func returned(_ mark: Mark, at now: CallInstant) -> Bool {
        guard let index = pending.firstIndex(where: { $0.mark == mark }) else { return false }
        anchor = pending[index].position
        anchoredAt = now
        pending.removeFirst(index + 1)
        return true
    }

    /// How far playback has come.
    package func heard(at now: CallInstant) -> Int {
        let elapsed = LineAudio.bytes(in: max(now - anchoredAt, .zero))
        let bound = min(pending.first?.position ?? sent, sent)
        return max(anchor, min(anchor + elapsed, bound))
    }

    /// Milliseconds of one item that the caller has heard; nil for an item that is not on the line.
    package func heardMilliseconds(of item: String, at now: CallInstant) -> Int? {
        guard let segment = segments.last(where: { $0.item == item }) else { return nil }
        let played = min(max(heard(at: now) - segment.start, 0), segment.end - segment.start)
        return played / LineAudio.bytesPerMillisecond
    }

    /// Whether some of what was sent may not have been heard yet.
    package func isPlaying(at now: CallInstant) -> Bool {
        !pending.isEmpty || heard(at: now) < sent
    }

    /// When the last byte sent will have been heard, if nothing is lost on the way.
    package var expectedEnd: CallInstant {
        anchoredAt + LineAudio.duration(ofBytes: sent - anchor)
    }

    /// The caller speaks over what is playing: everything unheard is dropped. Nil if all was heard, and then there is
    /// nothing to clear.
    /// - Parameter lastIsOpen: whether more of the item last begun is on its way. What arrives from now on is not
    ///   played, so that item is cut even if all of it that was sent has been heard.
    package mutating func cut(lastIsOpen: Bool = false, at now: CallInstant) -> Cut? {
        let position = heard(at: now)
        guard position < sent || lastIsOpen || !pending.isEmpty else { return nil }
        var pieces: [Cut.Piece] = []
        for (index, segment) in segments.enumerated() where segment.end > segment.start {
            guard segment.end > position || (lastIsOpen && index == segments.count - 1) else { continue }
            let bytes = max(min(position, segment.end) - segment.start, 0)
            pieces.append(Cut.Piece(item: segment.item, heardMilliseconds: bytes / LineAudio.bytesPerMillisecond))
        }
        let unheard = LineAudio.duration(ofBytes: sent - position)
        pending.removeAll(keepingCapacity: true)
        segments.removeAll(keepingCapacity: true)
        anchor = sent
        anchoredAt = now
        marked = sent
        return Cut(pieces: pieces, unheard: unheard)
    }
}

/// What a barge-in took away.
package struct Cut: Sendable, Equatable {
    /// One item that was not heard to its end.
    package struct Piece: Sendable, Equatable {
        /// The model's id of it.
        package var item: String
        /// How much of it was heard: where the model is told to cut it, zero for one not begun.
        package var heardMilliseconds: Int

        package init(item: String, heardMilliseconds: Int) {
            self.item = item
            self.heardMilliseconds = heardMilliseconds
        }
    }

    /// The items, in the order in which they lay on the line.
    package var pieces: [Piece]
    /// Audio that was sent and will not be heard.
    package var unheard: CallDuration

    package init(pieces: [Piece], unheard: CallDuration) {
        self.pieces = pieces
        self.unheard = unheard
    }
}
