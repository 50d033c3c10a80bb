import CoraRealtime
import CoraStore

extension CallRows {
    /// Rows with the prices of the model table.
    init(model: String, transcriptionModel: String) {
        var prices: [String: ModelPrice] = [:]
        var transcription: [String: TranscriptionPrice] = [:]
        for entry in ModelCatalog.models {
            switch entry.prices {
            case .speech(let speech): prices[entry.name] = ModelPrice(speech)
            case .transcriptionMinute(let dollars):
                transcription[entry.name] = TranscriptionPrice(minute: Int64((dollars * 1e9).rounded()))
            case .transcriptionTokens(let input, let output):
                transcription[entry.name] = TranscriptionPrice(
                    tokenIn: ModelPrice.nanodollars(perMillion: input),
                    tokenOut: ModelPrice.nanodollars(perMillion: output))
            case nil: break
            }
        }
        self.init(
            model: model, transcriptionModel: transcriptionModel, prices: prices, transcriptionPrices: transcription)
    }
}

extension ModelPrice {
    fileprivate init(_ prices: SpeechPrices) {
        self.init(
            textIn: Self.nanodollars(perMillion: prices.textInput),
            cachedTextIn: Self.nanodollars(perMillion: prices.textCachedInput),
            textOut: Self.nanodollars(perMillion: prices.textOutput),
            audioIn: Self.nanodollars(perMillion: prices.audioInput),
            cachedAudioIn: Self.nanodollars(perMillion: prices.audioCachedInput),
            audioOut: Self.nanodollars(perMillion: prices.audioOutput))
    }

    /// Dollars for a million tokens as billionths of a dollar a token.
    fileprivate static func nanodollars(perMillion dollars: Double) -> Int64 {
        Int64((dollars * 1000).rounded())
    }
}
