import CoraWire
package import NIOCore

// The audio of a call, which the server plays by itself: what the media side reports becomes events (6.4, 6.11).
extension StandInSession {
    /// The audio of one response.
    struct Playing: Sendable, Equatable {
        let response: String
        /// Milliseconds that were sent to the media side.
        var sent: Int
        /// Milliseconds that it has played; nil until it plays.
        var played: Int?
    }

    /// Takes note that audio of a response was sent to the media side.
    mutating func audioQueued(milliseconds: Int, of response: String) {
        guard call != nil else { return }
        guard let index = playing.firstIndex(where: { $0.response == response }) else {
            return playing.append(Playing(response: response, sent: milliseconds))
        }
        playing[index].sent += milliseconds
    }

    /// Handles a report of the media side, which is JSON:
    /// - `{"played": "resp_…", "audio_ms": 0}`: it begins to play a response's audio, or has played so much and has no more;
    /// - `{"cut": "item_…", "audio_ms": 1240}`: after `output_audio_buffer.cleared`, how much of an item was played.
    package mutating func report(_ bytes: ByteBuffer, at time: Duration) {
        advance(to: time)
        guard !isSilent, let report = try? JSON.parse(bytes), let milliseconds = report["audio_ms"]?.int,
            milliseconds >= 0
        else { return }
        if let response = report["played"]?.string { played(milliseconds, of: response) }
        if let item = report["cut"]?.string, let length = conversation[item]?.milliseconds {
            // There is nothing to truncate in an item that the client has deleted.
            try? truncateItem(item, at: min(milliseconds, length))
        }
    }

    private mutating func played(_ milliseconds: Int, of response: String) {
        guard let index = playing.firstIndex(where: { $0.response == response }) else { return }
        let isFirst = playing[index].played == nil
        playing[index].played = milliseconds
        if isFirst { send("output_audio_buffer.started", ["response_id": .string(response)]) }
        settlePlayout(of: response)
    }

    /// Says that a response was played to its end, if it is over and was.
    mutating func settlePlayout(of response: String) {
        guard responses[response] == nil, let index = playing.firstIndex(where: { $0.response == response }),
            let played = playing[index].played, played >= playing[index].sent
        else { return }
        playing.remove(at: index)
        send("output_audio_buffer.stopped", ["response_id": .string(response)])
    }

    /// Has the media side drop what it has not played, and say how far it was.
    mutating func clearPlayout() {
        guard let first = playing.first else { return }
        playing.removeAll()
        send("output_audio_buffer.cleared", ["response_id": .string(first.response)])
    }
}
