import BenchProbes
import CoraSpeech
import CoraStandIn
import CoraWire

/// What is said on a call whose model is lost: three turns, in the second of which the model calls a tool.
enum RecoveryScript {
    /// The name of the tool.
    static let tool = "count_up"
    /// How many turns the caller takes.
    static let turns = 3
    /// The milliseconds of a websocket upgrade, and from `response.created` to the first audio.
    static let handshakeMilliseconds = 200
    static let firstAudioMilliseconds = 300

    private static let script = AgentScript(
        turns: [
            .init(heard: "The first question of the caller.", says: "The first answer."),
            .init(
                heard: "The second question of the caller.", says: "The second answer, one moment.",
                toolCalls: [.init(name: tool, arguments: ["question": 2])], afterTools: "The tool has answered."),
            .init(heard: "The third question of the caller.", says: "The third answer."),
        ], fallback: "Nothing more to say.")

    /// Every sentence of the model's own.
    static let sentences: Set = [
        "The first answer.", "The second answer, one moment.", "The tool has answered.", "The third answer.",
        "Nothing more to say.",
    ]

    /// How many responses there are once so many of the caller's turns are answered.
    static func responses(afterTurns turns: Int) -> Int { turns > 1 ? turns + 1 : turns }

    /// The stand-in that plays the model's part. Its audio comes at twice its speed, so that a drop often falls into an
    /// answer.
    static func model(_ sessions: RecoverySessions) -> StandInConfiguration {
        StandInConfiguration(
            script: script, voice: RecoveryVoice(), timeToFirstAudio: .milliseconds(firstAudioMilliseconds),
            pacing: .timesRealTime(2), transcriptionDelay: .milliseconds(500),
            faults: StandInFaults(handshakeDelay: .milliseconds(handshakeMilliseconds)), observer: sessions,
            recordCapacity: 10_000)
    }
}
