import CoraWire

/// Token counts, as the reference's section 10, rule 15, has them: about those of the real API for audio, a fair guess
/// for text, and an invented rule for the cache.
struct StandInUsage: Sendable, Equatable {
    /// Numbers of tokens, by kind of content.
    struct Count: Sendable, Equatable {
        var text = 0
        var audio = 0

        var total: Int { text + audio }

        static func + (left: Count, right: Count) -> Count {
            Count(text: left.text + right.text, audio: left.audio + right.audio)
        }
    }

    var input = Count()
    var cached = Count()
    var output = Count()

    /// The tokens of a text: one for four characters.
    static func text(_ text: String) -> Int { (text.unicodeScalars.count + 3) / 4 }

    /// The tokens of the caller's audio: one for each 100 ms begun.
    static func userAudio(milliseconds: Int) -> Int { (milliseconds + 99) / 100 }

    /// The tokens of the model's audio: one for each 50 ms begun.
    static func assistantAudio(milliseconds: Int) -> Int { (milliseconds + 49) / 50 }

    /// The tokens of an item when it is input of a later response.
    static func weight(of item: StandInConversation.Item) -> Count {
        if item.isAssistantAudio {
            return Count(text: text(item.text), audio: assistantAudio(milliseconds: item.milliseconds))
        }
        if item.milliseconds > 0 { return Count(audio: userAudio(milliseconds: item.milliseconds)) }
        let strings = ["name", "arguments", "output"].compactMap { item.object[$0]?.string }
        return Count(text: text(item.text) + strings.map(text).reduce(0, +))
    }

    /// The part of the input that was also input of the response before, rounded down to a multiple of 64, text first.
    static func cached(of input: Count, previous: Count) -> Count {
        let total = min(previous.total, input.total) / 64 * 64
        let text = min(input.text, total)
        return Count(text: text, audio: total - text)
    }

    /// The `usage` object of a response.
    var object: JSON {
        [
            "total_tokens": .int(input.total + output.total),
            "input_tokens": .int(input.total),
            "output_tokens": .int(output.total),
            "input_token_details": [
                "text_tokens": .int(input.text), "audio_tokens": .int(input.audio), "image_tokens": 0,
                "cached_tokens": .int(cached.total),
                "cached_tokens_details": [
                    "text_tokens": .int(cached.text), "audio_tokens": .int(cached.audio), "image_tokens": 0,
                ],
            ],
            "output_token_details": ["text_tokens": .int(output.text), "audio_tokens": .int(output.audio)],
        ]
    }
}
