import CoraCall
import CoraTenant

/// The one table of models: names, retirement dates, successors and prices.
///
/// Dates are those of OpenAI's deprecations page, prices those of its model pages, as of autumn 2026. A model that
/// comes out later works too, with a warning that it is not in the table.
package enum ModelCatalog {
    /// The model that answers calls unless a setting says otherwise: the current mini.
    package static let defaultModel = "gpt-realtime-2.1-mini"
    /// The better and dearer model.
    package static let premiumModel = "gpt-realtime-2.1"
    /// The transcriber used unless a setting says otherwise.
    ///
    /// `gpt-transcribe` transcribes committed turns, so it works with the server's turn detection (the streaming
    /// transcribers need it off), has no retirement date, and costs about a quarter of the streaming ones. The
    /// earlier `gpt-4o-mini-transcribe` ends on 2027-02-26.
    package static let defaultTranscriptionModel = "gpt-transcribe"

    /// How many days before its retirement the operator is warned about a model.
    package static let noticeDays = 90

    /// Every model known, one row each. Dated names (`gpt-realtime-2025-08-28`) are found by their undated row.
    package static let models: [RealtimeModel] = speechModels + withdrawnModels + transcriptionModels

    /// The row for a name, dated or not; nil when the table does not have it.
    package static func model(named name: String) -> RealtimeModel? {
        models.first { $0.name == name } ?? undated(name).flatMap { base in models.first { $0.name == base } }
    }

    private static let speechModels: [RealtimeModel] = [
        RealtimeModel(defaultModel, .mini, prices: .speech(miniPrices)),
        RealtimeModel(premiumModel, .premium, prices: .speech(reasoningPrices)),
        RealtimeModel("gpt-realtime-2", .premium, successor: premiumModel, prices: .speech(reasoningPrices)),
        RealtimeModel("gpt-realtime-1.5", .premium, successor: premiumModel, prices: .speech(firstPrices)),
        RealtimeModel(
            "gpt-realtime", .premium, .retiring, until: CivilDay(year: 2027, month: 1, day: 20),
            successor: premiumModel, prices: .speech(firstPrices)),
        RealtimeModel(
            "gpt-realtime-mini", .mini, .retiring, until: CivilDay(year: 2027, month: 1, day: 20),
            successor: defaultModel, prices: .speech(miniPrices)),
    ]

    // The preview family went with the beta dialect. The names without "preview" were never served, but are in use.
    private static let withdrawnModels: [RealtimeModel] = [
        RealtimeModel(
            "gpt-4o-mini-realtime-preview", .mini, .withdrawn, until: CivilDay(year: 2026, month: 5, day: 7),
            successor: defaultModel),
        RealtimeModel("gpt-4o-mini-realtime", .mini, .withdrawn, successor: defaultModel),
        RealtimeModel(
            "gpt-4o-realtime-preview", .premium, .withdrawn, until: CivilDay(year: 2026, month: 5, day: 7),
            successor: premiumModel),
        RealtimeModel("gpt-4o-realtime", .premium, .withdrawn, successor: premiumModel),
    ]

    private static let transcriptionModels: [RealtimeModel] = [
        RealtimeModel(defaultTranscriptionModel, .transcription, prices: .transcriptionMinute(0.0045)),
        RealtimeModel(
            "gpt-live-transcribe", .transcription, successor: defaultTranscriptionModel,
            prices: .transcriptionMinute(0.017), acceptsTurnDetection: false),
        RealtimeModel(
            "gpt-realtime-whisper", .transcription, successor: defaultTranscriptionModel,
            prices: .transcriptionMinute(0.017), acceptsTurnDetection: false),
        retiringTranscriber("gpt-4o-mini-transcribe", .transcriptionTokens(input: 1.25, output: 5)),
        retiringTranscriber("gpt-4o-transcribe", .transcriptionTokens(input: 2.50, output: 10)),
        retiringTranscriber("gpt-4o-transcribe-diarize", .transcriptionTokens(input: 2.50, output: 10)),
        retiringTranscriber("whisper-1", .transcriptionMinute(0.006)),
    ]

    private static func retiringTranscriber(_ name: String, _ prices: ModelPrices) -> RealtimeModel {
        RealtimeModel(
            name, .transcription, .retiring, until: CivilDay(year: 2027, month: 2, day: 26),
            successor: defaultTranscriptionModel, prices: prices)
    }

    private static let miniPrices = SpeechPrices(text: (0.60, 0.06, 2.40), audio: (10, 0.30, 20))
    private static let reasoningPrices = SpeechPrices(text: (4, 0.40, 24), audio: (32, 0.40, 64))
    private static let firstPrices = SpeechPrices(text: (4, 0.40, 16), audio: (32, 0.40, 64))

    /// The name without its `-YYYY-MM-DD`; nil when it has none.
    private static func undated(_ name: String) -> String? {
        let date = name.suffix(10)
        let base = name.dropLast(10)
        guard CivilDay(String(date)) != nil, base.hasSuffix("-") else { return nil }
        return String(base.dropLast())
    }
}
