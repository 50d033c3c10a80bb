/// The key of a recorded greeting: it may be played only for a call with the same tenant, text, voice and model.
package struct GreetingKey: Sendable, Hashable {
    /// The tenant's id.
    package var tenant: String
    /// The words.
    package var text: String
    /// The name of the voice that says them.
    package var voice: String
    /// The name of the model that speaks.
    package var model: String

    package init(tenant: String, text: String, voice: String, model: String) {
        self.tenant = tenant
        self.text = text
        self.voice = voice
        self.model = model
    }
}
