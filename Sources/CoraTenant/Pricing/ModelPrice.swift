/// What a model's tokens cost. Each property is the price of one token in billionths of a dollar: a dollar for a
/// million tokens is 1000.
package struct ModelPrice: Sendable, Equatable {
    /// Text that the model reads, not from its cache.
    package var textIn: Int64
    /// Text that the model reads from its cache.
    package var cachedTextIn: Int64
    /// Text that the model writes.
    package var textOut: Int64
    /// Audio that the model hears, not from its cache.
    package var audioIn: Int64
    /// Audio that the model hears from its cache.
    package var cachedAudioIn: Int64
    /// Audio that the model speaks.
    package var audioOut: Int64

    package init(
        textIn: Int64, cachedTextIn: Int64, textOut: Int64, audioIn: Int64, cachedAudioIn: Int64, audioOut: Int64
    ) {
        self.textIn = textIn
        self.cachedTextIn = cachedTextIn
        self.textOut = textOut
        self.audioIn = audioIn
        self.cachedAudioIn = cachedAudioIn
        self.audioOut = audioOut
    }

    /// What one response costs, in billionths of a dollar. Cached tokens are counted among those read, and billed at
    /// their own price instead (OpenAI, "Managing costs").
    package func cost(of usage: ResponseUsage) -> Int64 {
        func tokens(_ count: Int) -> Int64 { Int64(clamping: min(max(count, 0), 1 << 40)) }
        let parts = [
            (tokens(usage.textIn - usage.cachedTextIn), textIn), (tokens(usage.cachedTextIn), cachedTextIn),
            (tokens(usage.textOut), textOut), (tokens(usage.audioIn - usage.cachedAudioIn), audioIn),
            (tokens(usage.cachedAudioIn), cachedAudioIn), (tokens(usage.audioOut), audioOut),
        ]
        return parts.reduce(0) { $0 &+ $1.0 &* $1.1 }
    }
}
