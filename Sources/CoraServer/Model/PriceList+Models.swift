import CoraCall
import CoraRealtime
import CoraTenant

extension PriceList {
    /// Makes the prices from the model table.
    /// - Parameters:
    ///   - model: the model of tenants that name none.
    ///   - transcriptionModel: the transcription model of tenants that name none.
    init(model: String, transcriptionModel: String) {
        self.init(model: model, transcriptionModel: transcriptionModel, speech: [:], transcription: [:])
        for entry in ModelCatalog.models {
            switch entry.prices {
            case .speech(let prices): speech[entry.name] = ModelPrice(prices)
            case .transcriptionMinute(let dollars):
                transcription[entry.name] = TranscriptionPrice(minute: Int64((dollars * 1e9).rounded()))
            case .transcriptionTokens(let input, let output):
                transcription[entry.name] = TranscriptionPrice(
                    tokenIn: ModelPrice.nanodollars(perMillion: input),
                    tokenOut: ModelPrice.nanodollars(perMillion: output))
            case nil: break
            }
        }
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

    /// Turns dollars for a million tokens into billionths of a dollar for one token.
    fileprivate static func nanodollars(perMillion dollars: Double) -> Int64 {
        Int64((dollars * 1000).rounded())
    }
}
