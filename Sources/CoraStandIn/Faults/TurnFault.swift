/// What befalls a turn of the caller.
package enum TurnFault: Sendable, Equatable {
    /// How a transcription ends.
    package enum Transcription: String, Sendable, Equatable, CaseIterable {
        /// With `…input_audio_transcription.completed`.
        case completed
        /// With `…input_audio_transcription.failed`.
        case failed
    }

    /// The turn is committed and gets no response, though `create_response` is on.
    case unanswered
    /// `speech_started` is never followed by `speech_stopped`, unless the client commits or clears.
    case neverStops
    /// The turn's transcription ends in each of these ways, one after the other, `apart`; none for no end at all.
    /// Its text is `heard`; nil for that of the script.
    case transcription([Transcription], apart: Duration = .zero, heard: String? = nil)
}
