package import CoraTenant

/// The key of a recorded sentence. Tenants with the same words, voice and model share a recording.
package struct RecordingKey: Sendable, Hashable {
    /// The words.
    package var text: String
    /// The name of the voice that says them.
    package var voice: String
    /// The name of the model that speaks.
    package var model: String
    /// How the audio is written; line audio is `pcmu`.
    package var format: AudioEncoding

    package init(text: String, voice: String, model: String, format: AudioEncoding = .pcmu) {
        self.text = text
        self.voice = voice
        self.model = model
        self.format = format
    }
}
