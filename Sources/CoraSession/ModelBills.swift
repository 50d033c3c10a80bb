import CoraCall
import CoraRealtime

// What the model counts, as the record keeps it.

extension ResponseUsage {
    /// The model's own count, as the record keeps it.
    init(_ usage: TokenUsage) {
        self.init()
        textIn = usage.inputDetails.text
        audioIn = usage.inputDetails.audio
        cachedTextIn = usage.cachedDetails.text
        cachedAudioIn = usage.cachedDetails.audio
        textOut = usage.outputDetails.text
        audioOut = usage.outputDetails.audio
    }
}

extension TranscriptionCount {
    /// The model's own count, as the record keeps it. Where it counts tokens only, the length is that of the turn:
    /// some models that count tokens are billed by the minute.
    init(_ usage: TranscriptionUsage, ofMilliseconds length: Int) {
        switch usage {
        case .tokens(let audio, let text, let output):
            self.init(tokensIn: audio + text, tokensOut: output, milliseconds: length)
        case .seconds(let seconds): self.init(milliseconds: Int(min(seconds, 86_400) * 1000))
        }
    }
}
