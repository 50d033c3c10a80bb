import CoraAudio

/// Finds speech in audio by its loudness, in the place of the API's `server_vad`. Its clock is the audio.
struct VoiceActivityDetector: Sendable, Equatable {
    /// What counts as the start and the end of speech.
    struct Settings: Sendable, Equatable {
        /// Audio louder than this counts as voice, in dBFS.
        var level: Double
        /// How much silence ends a turn.
        var silenceMilliseconds: Int
        /// How much voice without a gap starts a turn.
        var minimumVoicedMilliseconds: Int

        /// The level in dBFS for the API's threshold, 0 to 1, which is a probability: 0 is −70 dBFS, 0.5 is −40 and 1
        /// is −10.
        static func level(forThreshold threshold: Double) -> Double { -70 + 60 * threshold }
    }

    /// What the detector found.
    enum Finding: Sendable, Equatable {
        /// Speech began at that millisecond of the audio.
        case started(atMilliseconds: Int)
        /// Speech is over; the millisecond is the end of the silence that showed it.
        case stopped(atMilliseconds: Int)
    }

    /// The length of the windows whose loudness is measured.
    static let windowMilliseconds = 10

    var settings: Settings
    /// Whether a turn has started and not stopped.
    private(set) var isSpeaking = false
    private var window: [Int16] = []
    private var position: Int
    private var voiced = 0
    private var silent = 0

    /// A detector whose first sample is at `milliseconds` of the session's audio.
    init(settings: Settings, at milliseconds: Int) {
        self.settings = settings
        position = milliseconds
    }

    /// Takes the next samples, `perMillisecond` of them a millisecond, and answers what it found in them.
    mutating func process(_ samples: [Int16], perMillisecond: Int) -> [Finding] {
        let length = Self.windowMilliseconds * perMillisecond
        window.append(contentsOf: samples)
        var findings: [Finding] = []
        var start = 0
        while window.count - start >= length {
            let level = window.withUnsafeBufferPointer { all in
                Levels(of: UnsafeBufferPointer(rebasing: all[start..<start + length])).rms
            }
            start += length
            position += Self.windowMilliseconds
            if let finding = judge(isVoice: level > settings.level) { findings.append(finding) }
        }
        window.removeFirst(start)
        return findings
    }

    /// Goes back to silence, as after a commit or a clear by the client.
    mutating func reset() {
        isSpeaking = false
        voiced = 0
        silent = 0
    }

    /// Drops the samples of a window that is not full, because the next ones have another sample rate.
    mutating func discardWindow() { window.removeAll() }

    private mutating func judge(isVoice: Bool) -> Finding? {
        if isSpeaking {
            silent = isVoice ? 0 : silent + Self.windowMilliseconds
            guard silent >= settings.silenceMilliseconds else { return nil }
            reset()
            return .stopped(atMilliseconds: position)
        }
        voiced = isVoice ? voiced + Self.windowMilliseconds : 0
        guard voiced >= settings.minimumVoicedMilliseconds else { return nil }
        isSpeaking = true
        silent = 0
        return .started(atMilliseconds: position - voiced)
    }
}
