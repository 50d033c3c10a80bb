/// Tokens of one response, as the model counts them.
package struct ResponseUsage: Sendable, Equatable {
    /// Text tokens read, cached ones included.
    package var textIn = 0
    /// Audio tokens read, cached ones included.
    package var audioIn = 0
    /// Cached text tokens read.
    package var cachedTextIn = 0
    /// Cached audio tokens read.
    package var cachedAudioIn = 0
    /// Text tokens written.
    package var textOut = 0
    /// Audio tokens written.
    package var audioOut = 0
    /// The model that wrote them; nil for the tenant's own.
    package var model: String?

    package init() {}
}
