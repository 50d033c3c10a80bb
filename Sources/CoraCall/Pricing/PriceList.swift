/// What calls cost, by the names of models. A model that is not in the list has no cost in money.
package struct PriceList: Sendable, Equatable {
    /// The model of tenants who name none.
    package var model: String
    /// The transcription model of tenants who name none.
    package var transcriptionModel: String
    /// What models that speak cost.
    package var speech: [String: ModelPrice]
    /// What transcription models cost.
    package var transcription: [String: TranscriptionPrice]

    package init(
        model: String, transcriptionModel: String, speech: [String: ModelPrice] = [:],
        transcription: [String: TranscriptionPrice] = [:]
    ) {
        self.model = model
        self.transcriptionModel = transcriptionModel
        self.speech = speech
        self.transcription = transcription
    }

    /// What one response on a tenant's call costs.
    package func cost(of usage: ResponseUsage, for tenant: Tenant) -> Dollars {
        Dollars(billionths: speech[tenant.model ?? model]?.cost(of: usage) ?? 0)
    }

    /// What writing down one of the caller's turns costs.
    package func cost(of usage: TranscriptionCount, for tenant: Tenant) -> Dollars {
        Dollars(billionths: transcription[tenant.transcriptionModel ?? transcriptionModel]?.cost(of: usage) ?? 0)
    }
}
