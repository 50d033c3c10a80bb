import CoraCall

/// The line audio of a greeting that the model says for the first time. Bounded. Loop-bound.
struct GreetingTape {
    /// A greeting longer than a minute is not recorded.
    private static let longest = 60_000 * LineAudio.bytesPerMillisecond

    /// µ-law, 8 kHz; empty once it became too long.
    private(set) var audio: [UInt8] = []
    private var isFull = false

    /// Adds what was played.
    mutating func append(_ line: [UInt8]) {
        guard !isFull else { return }
        audio += line
        guard audio.count >= Self.longest else { return }
        isFull = true
        audio = []
    }
}
