/// What happens to the audio that the server plays to a browser (openai-realtime §6.11).
package enum PlaybackState: String, Sendable, Equatable {
    /// It plays the first of a response.
    case started = "output_audio_buffer.started"
    /// It has played all of it.
    case stopped = "output_audio_buffer.stopped"
    /// It plays no more of it: the caller spoke, or a client asked for that.
    case cleared = "output_audio_buffer.cleared"
}
