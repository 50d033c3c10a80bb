import CoraCall

/// Records the line audio of a greeting that the model says for the first time. Bounded. Loop-bound.
struct GreetingTape {
    /// The longest greeting that is recorded, in bytes of µ-law: a minute.
    private static let longest = 60_000 * LineAudio.bytesPerMillisecond

    /// The audio so far, µ-law, 8 kHz; empty once it became too long.
    private(set) var audio: [UInt8] = []
    private var isFull = false

    /// Adds audio that was played to the caller.
    mutating func append(_ line: [UInt8]) {
        guard !isFull else { return }
        audio += line
        guard audio.count >= Self.longest else { return }
        isFull = true
        audio = []
    }
}
