/// What transcribing the caller's words used; OpenAI bills it apart from the conversation.
package struct TranscriptionCount: Sendable, Equatable {
    /// Tokens read, audio and text.
    package var tokensIn = 0
    /// Tokens written.
    package var tokensOut = 0
    /// Audio billed by its length, in milliseconds.
    package var milliseconds = 0

    package init(tokensIn: Int = 0, tokensOut: Int = 0, milliseconds: Int = 0) {
        self.tokensIn = tokensIn
        self.tokensOut = tokensOut
        self.milliseconds = milliseconds
    }
}
