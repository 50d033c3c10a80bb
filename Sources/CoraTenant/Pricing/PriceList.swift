/// The prices of models, by name. A model that is not in the list counts as costing nothing.
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

    /// The name of the model that speaks on a tenant's calls, and its price; nil if the list has no price for it.
    /// - Parameter other: the model that spoke in place of the tenant's own; nil for that.
    package func speechPrice(of tenant: Tenant, by other: String? = nil) -> (name: String, price: ModelPrice?) {
        let name = other ?? tenant.model ?? model
        return (name, Self.price(of: name, in: speech))
    }

    /// The name of the transcription model that a tenant's calls use, and its price; nil if the list has none for it.
    package func transcriptionPrice(of tenant: Tenant) -> (name: String, price: TranscriptionPrice?) {
        let name = tenant.transcriptionModel ?? transcriptionModel
        return (name, Self.price(of: name, in: transcription))
    }

    /// The price of a model. A dated snapshot, such as `gpt-realtime-2025-08-28`, costs what its model does (OpenAI,
    /// "Models").
    private static func price<Price>(of name: String, in list: [String: Price]) -> Price? {
        if let price = list[name] { return price }
        let date = name.suffix(11)
        let isDated =
            date.utf8.count == 11
            && date.enumerated().allSatisfy { index, character in
                [0, 5, 8].contains(index) ? character == "-" : character.isASCII && character.isNumber
            }
        return isDated ? list[String(name.dropLast(11))] : nil
    }

    /// What one response on a tenant's call costs; zero for a model without a price.
    package func cost(of usage: ResponseUsage, for tenant: Tenant) -> Dollars {
        Dollars(billionths: speechPrice(of: tenant, by: usage.model).price?.cost(of: usage) ?? 0)
    }

    /// What transcribing one turn of the caller costs; zero for a model without a price.
    package func cost(of usage: TranscriptionCount, for tenant: Tenant) -> Dollars {
        Dollars(billionths: transcriptionPrice(of: tenant).price?.cost(of: usage) ?? 0)
    }
}
