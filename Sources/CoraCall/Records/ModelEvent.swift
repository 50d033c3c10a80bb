/// An event that the model sent, as it arrived.
package struct ModelEvent: Sendable, Equatable {
    /// The event's type.
    package var type: String
    /// The whole event, as JSON text.
    package var raw: String

    package init(type: String, raw: String) {
        self.type = type
        self.raw = raw
    }
}
