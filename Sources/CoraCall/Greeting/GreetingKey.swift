/// What a recorded greeting is filed under: it may be played again only if every part is the same.
package struct GreetingKey: Sendable, Hashable {
    /// The tenant's id.
    package var tenant: String
    /// The words.
    package var text: String
    /// The voice that says them.
    package var voice: String
    /// The model whose voice it is.
    package var model: String

    package init(tenant: String, text: String, voice: String, model: String) {
        self.tenant = tenant
        self.text = text
        self.voice = voice
        self.model = model
    }
}
