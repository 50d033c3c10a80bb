/// What a transcription model costs: by tokens, by time, or both, in billionths of a dollar.
package struct TranscriptionPrice: Sendable, Equatable {
    /// The price of a token read.
    package var tokenIn: Int64
    /// The price of a token written.
    package var tokenOut: Int64
    /// The price of a minute of audio.
    package var minute: Int64

    package init(tokenIn: Int64 = 0, tokenOut: Int64 = 0, minute: Int64 = 0) {
        self.tokenIn = tokenIn
        self.tokenOut = tokenOut
        self.minute = minute
    }

    /// What one transcription costs, in billionths of a dollar.
    package func cost(of usage: TranscriptionCount) -> Int64 {
        let tokens = Int64(clamping: usage.tokensIn) &* tokenIn &+ Int64(clamping: usage.tokensOut) &* tokenOut
        return tokens &+ Int64(clamping: usage.milliseconds) &* minute / 60_000
    }
}
