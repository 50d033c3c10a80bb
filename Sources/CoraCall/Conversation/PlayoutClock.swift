package import CoraTenant

/// Estimates how much the caller has heard, as exactly as the carrier lets us know.
///
/// The carrier buffers all we send and plays it in real time; a mark comes back once everything before it has been
/// played (Twilio, "Media Streams: WebSocket messages", mark). Between marks time runs at eight bytes a millisecond,
/// never past the next mark that is still out, and never past what was sent. After `clear` the marks that come back
/// mean nothing. A leg may also report a position between marks. Positions count bytes of µ-law since the stream began.
package struct PlayoutClock: Sendable, Equatable {
    /// A mark's number, counted from 1 through the whole stream. `MarkName` makes its name on the wire.
    package typealias Mark = Int

    /// One item of the model's speech, and the bytes of the stream it takes up.
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
    /// The last known position of playback, in bytes; it was there at `anchoredAt`.
    private var anchor = 0
    private var anchoredAt = CallInstant(nanoseconds: 0)
    private var pending: [PendingMark] = []
    private var segments: [Segment] = []
    private var nextMark: Mark = 1
    /// Since when the model's server plays to the caller what does not pass through us; nil while it plays nothing.
    private var remoteSince: CallInstant?
    /// The model's id of the response that its server plays; nil while it plays nothing.
    private(set) var remoteResponse: String?
    /// The longest time that this is believed without another word of the server's.
    static let longestRemote = CallDuration.seconds(60)
    private var marked = 0

    package init() {}

    /// The audio that is sent next belongs to this item.
    package mutating func begin(_ item: String, at now: CallInstant) {
        let position = heard(at: now)
        // Items heard to their end are done with; an item that is still on the line may be cut.
        segments.removeAll { $0.end <= position }
        segments.append(Segment(item: item, start: sent, end: sent))
    }

    /// Audio of the item last begun was written to the carrier.
    package mutating func played(bytes: Int, at now: CallInstant) {
        if pending.isEmpty, heard(at: now) >= sent {
            anchor = sent
            anchoredAt = now
        }
        sent += bytes
        if let last = segments.indices.last { segments[last].end = sent }
    }

    /// How many marks the carrier has not returned.
    package var marksOut: Int { pending.count }

    /// Bytes sent since the last mark.
    package var unmarked: Int { sent - marked }

    /// Makes the mark to send behind everything sent so far.
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

    /// The carrier returned a mark.
    /// - Returns: false if the mark was not out: unknown, or overtaken by `clear`.
    package mutating func returned(_ mark: Mark, at now: CallInstant) -> Bool {
        guard let index = pending.firstIndex(where: { $0.mark == mark }) else { return false }
        anchor = pending[index].position
        anchoredAt = now
        pending.removeFirst(index + 1)
        return true
    }

    /// The leg reports how far playback has come: time runs on from there. A position before the last known one is old,
    /// and one behind a mark that is out, or behind all that was sent, counts as far as those.
    /// - Parameter position: bytes of the stream.
    package mutating func reported(_ position: Int, at now: CallInstant) {
        let bound = min(pending.first?.position ?? sent, sent)
        guard position >= anchor, bound >= anchor else { return }
        anchor = min(position, bound)
        anchoredAt = now
    }

    /// How far playback has come, in bytes since the stream began.
    package func heard(at now: CallInstant) -> Int {
        let elapsed = LineAudio.bytes(in: max(now - anchoredAt, .zero))
        let bound = min(pending.first?.position ?? sent, sent)
        return max(anchor, min(anchor + elapsed, bound))
    }

    /// Milliseconds of one item that the caller has heard; nil for an item that is not on the line.
    package func heardMilliseconds(of item: String, at now: CallInstant) -> Int? {
        guard let segment = segments.last(where: { $0.item == item }) else { return remoteMilliseconds(at: now) }
        let played = min(max(heard(at: now) - segment.start, 0), segment.end - segment.start)
        return played / LineAudio.bytesPerMillisecond
    }

    /// The items that were on the line last, those that may be cut among them.
    package var items: [String] { segments.map(\.item) }

    /// Whether the caller may not have heard all that was sent.
    package func isPlaying(at now: CallInstant) -> Bool {
        remoteEnd.map { now < $0 } ?? false || !pending.isEmpty || heard(at: now) < sent
    }

    /// When the caller will have heard the last byte sent, if nothing is lost on the way.
    package var expectedEnd: CallInstant {
        let end = anchoredAt + LineAudio.duration(ofBytes: sent - anchor)
        return remoteEnd.map { max($0, end) } ?? end
    }

    // MARK: What does not pass through us

    /// The model's server began to play to the caller.
    mutating func remoteBegan(_ response: String, at now: CallInstant) {
        (remoteResponse, remoteSince) = (response, now)
    }

    /// It has stopped.
    mutating func remoteEnded() { (remoteResponse, remoteSince) = (nil, nil) }

    /// For how many milliseconds it has played; nil while it plays nothing.
    func remoteMilliseconds(at now: CallInstant) -> Int? { remoteSince.map { max(now - $0, .zero).milliseconds } }

    /// When it has stopped at the latest; nil while it plays nothing.
    private var remoteEnd: CallInstant? { remoteSince.map { $0 + Self.longestRemote } }

    /// The caller speaks over what is playing: forgets everything unheard.
    /// - Parameter lastIsOpen: whether more of the item last begun is on its way. What arrives from now on is not
    ///   played, so that item is cut even if all of it that was sent has been heard.
    /// - Returns: what was cut; nil if the caller has heard everything and there is nothing to clear.
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
    /// One item that the caller did not hear to its end.
    package struct Piece: Sendable, Equatable {
        /// The model's id of the item.
        package var item: String
        /// How much of it the caller heard, which is where the model is told to cut it; zero for one not begun.
        package var heardMilliseconds: Int

        package init(item: String, heardMilliseconds: Int) {
            self.item = item
            self.heardMilliseconds = heardMilliseconds
        }
    }

    /// The items, in the order in which they lay on the line.
    package var pieces: [Piece]
    /// How much audio was sent that the caller will not hear.
    package var unheard: CallDuration

    package init(pieces: [Piece], unheard: CallDuration) {
        self.pieces = pieces
        self.unheard = unheard
    }
}
