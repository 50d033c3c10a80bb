/// The tokens of one response. Counts the server leaves out are 0; none is negative.
package struct TokenUsage: Sendable, Equatable {
    /// Tokens of one kind of input or output.
    package struct Counts: Sendable, Equatable {
        /// Text.
        package var text: Int
        /// Audio.
        package var audio: Int
        /// Images.
        package var image: Int

        package init(text: Int = 0, audio: Int = 0, image: Int = 0) {
            self.text = text
            self.audio = audio
            self.image = image
        }

        init(_ fields: EventFields?) {
            self.init(
                text: fields?.count("text_tokens") ?? 0,
                audio: fields?.count("audio_tokens") ?? 0,
                image: fields?.count("image_tokens") ?? 0)
        }
    }

    /// All tokens.
    package var total: Int
    /// All tokens read.
    package var input: Int
    /// All tokens made.
    package var output: Int
    /// Of `input`, those from the cache.
    package var cached: Int
    /// `input` by kind, cached tokens included.
    package var inputDetails: Counts
    /// `cached` by kind.
    package var cachedDetails: Counts
    /// `output` by kind.
    package var outputDetails: Counts

    package init(
        total: Int = 0,
        input: Int = 0,
        output: Int = 0,
        cached: Int = 0,
        inputDetails: Counts = Counts(),
        cachedDetails: Counts = Counts(),
        outputDetails: Counts = Counts()
    ) {
        self.total = total
        self.input = input
        self.output = output
        self.cached = cached
        self.inputDetails = inputDetails
        self.cachedDetails = cachedDetails
        self.outputDetails = outputDetails
    }

    init(_ fields: EventFields) {
        let input = fields.optionalObject("input_token_details")
        self.init(
            total: fields.count("total_tokens"),
            input: fields.count("input_tokens"),
            output: fields.count("output_tokens"),
            cached: input?.count("cached_tokens") ?? 0,
            inputDetails: Counts(input),
            cachedDetails: Counts(input?.optionalObject("cached_tokens_details")),
            outputDetails: Counts(fields.optionalObject("output_token_details")))
    }
}

/// What one transcription used; billed apart from responses.
package enum TranscriptionUsage: Sendable, Equatable {
    /// Tokens: audio and text read, text written.
    case tokens(audioInput: Int, textInput: Int, output: Int)
    /// Seconds of audio.
    case seconds(Double)

    init?(_ fields: EventFields) {
        switch fields.optionalString("type") {
        case "tokens":
            let input = TokenUsage.Counts(fields.optionalObject("input_token_details"))
            self = .tokens(audioInput: input.audio, textInput: input.text, output: fields.count("output_tokens"))
        case "duration":
            guard let seconds = fields.optionalDouble("seconds"), seconds >= 0 else { return nil }
            self = .seconds(seconds)
        default:
            return nil
        }
    }
}
