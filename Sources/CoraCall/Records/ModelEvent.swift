/// An event of the model's, as it arrived.
package struct ModelEvent: Sendable, Equatable {
    /// Its type.
    package var type: String
    /// All of it, as JSON text.
    package var raw: String

    package init(type: String, raw: String) {
        self.type = type
        self.raw = raw
    }
}
