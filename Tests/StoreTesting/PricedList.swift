import CoraCall
package import CoraTenant

extension PriceList {
    /// Prices of a model that speaks and of one that writes down.
    package static let priced = PriceList(
        model: "gpt-realtime", transcriptionModel: "gpt-4o-transcribe",
        speech: [
            "gpt-realtime": ModelPrice(
                textIn: 4000, cachedTextIn: 400, textOut: 16_000, audioIn: 32_000, cachedAudioIn: 400, audioOut: 64_000)
        ], transcription: ["gpt-4o-transcribe": TranscriptionPrice(tokenIn: 2500, tokenOut: 10_000)])
}
