import CoraCall
package import CoraTenant

/// One model of the Realtime API: a row of `ModelCatalog`.
package struct RealtimeModel: Sendable, Equatable {
    /// What the model is for, and at what price level.
    package enum Tier: Sendable, Equatable {
        /// Speaks and listens, at the lower price.
        case mini
        /// Speaks and listens, at the higher price.
        case premium
        /// Only turns the caller's audio into text.
        case transcription
        /// Not in the table.
        case unlisted
    }

    /// Where the model is in its life.
    package enum Status: Sendable, Equatable {
        /// No retirement is announced.
        case current
        /// A retirement date is announced; refused from that day on.
        case retiring
        /// No longer served; its name is taken to mean its successor.
        case withdrawn
    }

    /// The name as the API takes it.
    package var name: String
    /// What the model is for.
    package let tier: Tier
    /// Where the model is in its life.
    package let status: Status
    /// The first day on which the model no longer answers; nil when none is announced.
    package let retirement: CivilDay?
    /// The model to use in its place.
    package let successor: String?
    /// What it costs; nil when that is not known.
    package let prices: ModelPrices?
    /// Whether it runs with the server's turn detection. The streaming transcribers do not: the API wants
    /// `turn_detection: null` for them.
    package let acceptsTurnDetection: Bool

    init(
        _ name: String,
        _ tier: Tier,
        _ status: Status = .current,
        until retirement: CivilDay? = nil,
        successor: String? = nil,
        prices: ModelPrices? = nil,
        acceptsTurnDetection: Bool = true
    ) {
        self.name = name
        self.tier = tier
        self.status = status
        self.retirement = retirement
        self.successor = successor
        self.prices = prices
        self.acceptsTurnDetection = acceptsTurnDetection
    }
}

/// What a model costs, in US dollars.
package enum ModelPrices: Sendable, Equatable {
    /// A speaking model, by the token.
    case speech(SpeechPrices)
    /// A transcriber, by the minute of audio.
    case transcriptionMinute(Double)
    /// A transcriber, by 1,000,000 tokens in and out.
    case transcriptionTokens(input: Double, output: Double)
}

/// A speaking model's prices, in US dollars for 1,000,000 tokens. Cached tokens are part of the input tokens.
package struct SpeechPrices: Sendable, Equatable {
    /// Text read.
    package let textInput: Double
    /// Text read again, from the cache.
    package let textCachedInput: Double
    /// Text written, tool calls and transcripts included.
    package let textOutput: Double
    /// Audio heard: 10 tokens a second.
    package let audioInput: Double
    /// Audio heard again, from the cache.
    package let audioCachedInput: Double
    /// Audio spoken: 20 tokens a second.
    package let audioOutput: Double

    init(text: (input: Double, cached: Double, output: Double), audio: (input: Double, cached: Double, output: Double))
    {
        textInput = text.input
        textCachedInput = text.cached
        textOutput = text.output
        audioInput = audio.input
        audioCachedInput = audio.cached
        audioOutput = audio.output
    }
}
