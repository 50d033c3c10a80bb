import BenchProbes
import CoraAudio
import CoraStandIn
import CoraWire
import NIOCore

/// What the caller hears of the agent, told apart by its loudness alone: a line that changes nothing carries it through.
enum RecoverySound: Int {
    /// A sentence that CORA dictates, such as a request for patience.
    case phrase = 1_500
    /// The greeting.
    case greeting = 5_000
    /// An answer to the caller.
    case answer = 15_000

    /// The sound of a media message; nil for silence.
    init?(media: ByteBuffer) {
        guard let level = Self.level(of: media), level > 700 else { return nil }
        self = level < 2_700 ? .phrase : level < 9_000 ? .greeting : .answer
    }

    /// The sample in the middle of the message's audio.
    private static func level(of media: ByteBuffer) -> Int? {
        guard let start = media.find(#""payload":""#) else { return nil }
        let text = media.readableBytesView.dropFirst(start).prefix { $0 != UInt8(ascii: "\"") }
        var audio = ByteBuffer()
        let group = Array(text.dropFirst(text.count / 8 * 4).prefix(4))
        guard group.withUnsafeBytes({ Base64.decode($0, into: &audio) }), let code: UInt8 = audio.readInteger() else {
            return nil
        }
        return abs(Int(G711.decode(code)))
    }
}

/// The model's voice: each sentence is one level, by which the caller tells what it is.
struct RecoveryVoice: AgentVoice {
    /// How long the greeting and an answer are, in milliseconds.
    static let greetingMilliseconds = 800
    static let answerMilliseconds = 1_000

    func samples(for text: String) -> [Int16] {
        let isGreeting = text == ServerUnderTest.greeting
        let isAnswer = RecoveryScript.sentences.contains(text)
        let sound: RecoverySound = isGreeting ? .greeting : isAnswer ? .answer : .phrase
        let milliseconds = isGreeting ? Self.greetingMilliseconds : isAnswer ? Self.answerMilliseconds : 600
        return [Int16](repeating: Int16(sound.rawValue), count: milliseconds * 24)
    }
}
