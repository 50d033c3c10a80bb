import CoraSpeech
import CoraWire
import NIOCore

/// What the model is going to say and do in one response.
struct ResponsePlan: Sendable {
    /// What the model speaks or writes; empty for nothing.
    var says: String
    var toolCalls: [AgentScript.ToolCall] = []
    /// How long it takes from `response.created` to the first delta.
    var thinkingTime: Duration
    /// The turn of the script that the plan plays; nil for any other sentence.
    var turn: AgentScript.Turn?

    /// The plan as steps, in order. Speech and text end where the token limit is reached.
    ///
    /// - Parameter isText: whether it is written; otherwise it is spoken.
    func steps(
        isText: Bool, _ parameters: StandInResponseParameters, configuration: StandInConfiguration, speech: SpeechCache
    ) -> [ResponseRun.Step] {
        var builder = Builder(configuration: configuration, limit: parameters.maximumOutputTokens.int)
        if !says.isEmpty {
            if isText {
                builder.addText(says)
            } else {
                let format = AudioFormat(parameters.format)
                builder.addSpeech(speech.speech(for: says, in: format), text: says, format: format)
            }
        }
        if !builder.isCut { for call in toolCalls { builder.add(.call(call)) } }
        builder.add(.finish(builder.isCut ? .outOfTokens : .completed))
        return builder.steps
    }

    /// A text cut into its words, each with the white space before it; together they are the text.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var wasSpace = true
        for character in text {
            if words.isEmpty || (character.isWhitespace && !wasSpace) {
                words.append(String(character))
            } else {
                words[words.count - 1].append(character)
            }
            wasSpace = character.isWhitespace
        }
        return words
    }
}

extension ResponsePlan {
    private struct Builder {
        let configuration: StandInConfiguration
        let limit: Int?
        var steps: [ResponseRun.Step] = []
        var isCut = false
        private var delay = Duration.zero

        init(configuration: StandInConfiguration, limit: Int?) {
            self.configuration = configuration
            self.limit = limit
        }

        mutating func add(_ action: ResponseRun.Action) {
            steps.append(ResponseRun.Step(delay: delay, action: action))
        }

        mutating func addText(_ text: String) {
            let kept = limit.map { String(text.prefix($0 * 4)) } ?? text
            isCut = kept != text
            add(.openMessage)
            for word in ResponsePlan.words(of: kept) { add(.text(word)) }
            add(.closeMessage)
        }

        /// Adds chunks of audio, each after the words that begin in it.
        mutating func addSpeech(_ audio: ByteBuffer, text: String, format: AudioFormat) {
            let total = audio.readableBytes / format.bytesPerMillisecond
            let kept = limit.map { min(total, $0 * 50) } ?? total
            isCut = kept < total
            var audio = audio
            var words = ResponsePlan.timedWords(of: text, milliseconds: total)[...]
            let length = max(10, configuration.deltaMilliseconds)
            add(.openMessage)
            for start in stride(from: 0, to: max(kept, 1), by: length) {
                let end = min(start + length, kept)
                let isLast = start + length >= kept
                delay = configuration.delay(ofAudioAt: start)
                while let word = words.first, word.milliseconds < end || (isLast && !isCut) {
                    add(.transcript(word.text))
                    words = words.dropFirst()
                }
                let count = isLast && !isCut ? audio.readableBytes : (end - start) * format.bytesPerMillisecond
                if let chunk = audio.readSlice(length: count), count > 0 {
                    add(.audio(chunk, milliseconds: end - start))
                }
            }
            add(.closeMessage)
        }
    }

    /// The words of a text with the millisecond at which each begins, if every character takes equally long to say.
    private static func timedWords(of text: String, milliseconds: Int) -> [(text: String, milliseconds: Int)] {
        let length = max(1, text.count)
        var position = 0
        return words(of: text).map { word in
            defer { position += word.count }
            return (word, position * milliseconds / length)
        }
    }
}
