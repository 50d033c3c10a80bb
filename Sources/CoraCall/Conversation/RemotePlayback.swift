/// What the model's server tells of the audio that it plays to the caller by itself, on a call whose audio does not pass
/// through us (openai-realtime §6.11).
package enum RemotePlayback: Sendable, Equatable {
    /// It plays a response (`output_audio_buffer.started`).
    case began(response: String)
    /// The caller has heard all of a response (`output_audio_buffer.stopped`).
    case ended(response: String)
    /// The caller spoke, and hears no more (`output_audio_buffer.cleared`).
    case cleared
    /// An item was cut after so many milliseconds (`conversation.item.truncated`). Comes before or after `cleared`.
    case cut(item: String, milliseconds: Int)
}
