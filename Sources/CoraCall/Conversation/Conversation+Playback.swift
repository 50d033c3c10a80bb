import CoraTenant

// What the conversation does with what the model's server tells of the audio that it plays by itself.

extension Conversation {
    mutating func told(_ playback: RemotePlayback, at now: CallInstant) {
        // Where audio passes through us, its own clock knows better.
        guard machine.abilities.contains(.connectsToModel) else { return }
        switch playback {
        case .began(let response): playbackBegan(response, at: now)
        case .ended(let response): heard(machine.playbackEnded(response, at: now), at: now)
        case .cleared: playbackCleared(at: now)
        case .cut(let item, let milliseconds): playbackCut(item, milliseconds)
        }
    }

    private mutating func playbackBegan(_ response: String, at now: CallInstant) {
        settleCut()
        machine.playbackBegan(response, at: now)
        firstAudioWritten(at: now)
        guard machine.activeRequest?.isFiller != true, let response = machine.activeResponse else { return }
        turnClock.answerPlayed(response, at: now)
    }

    /// The caller spoke over the agent. The page is told at once; the record waits for the place of the cut.
    private mutating func playbackCleared(at now: CallInstant) {
        guard let heard = machine.playbackCleared(at: now) else { return }
        uncut = transcript.hasUncut ? heard : nil
        effect(.clear)
        effect(.log(.bargeIn(unheard: .zero)))
        note("barge-in", at: now)
    }

    private mutating func playbackCut(_ item: String, _ milliseconds: Int) {
        uncut = nil
        transcript.lengthen(item, beyond: milliseconds)
        if let turn = transcript.cut(item, atMilliseconds: milliseconds) { record(.turn(turn)) }
    }

    /// The server has not said where it cut what it stopped playing: our own estimate stands.
    mutating func settleCut() {
        guard let heard = uncut else { return }
        uncut = nil
        for item in transcript.said {
            transcript.lengthen(item, beyond: heard)
            if let turn = transcript.cut(item, atMilliseconds: heard) { record(.turn(turn)) }
        }
    }

    /// How long the agent's words of an item take: by their audio where it passed through us, else by their number.
    func milliseconds(of words: String, modelBytes bytes: Int) -> Int {
        machine.abilities.contains(.connectsToModel)
            ? SpokenWords.milliseconds(of: words) : milliseconds(ofModelBytes: bytes)
    }
}

extension CallStateMachine {
    /// The model's server began to play to the caller.
    mutating func playbackBegan(_ response: String, at now: CallInstant) {
        playout.remoteBegan(response, at: now)
        live?.hasSpoken = true
        live?.modelSignAt = now
    }

    /// The caller has heard all of a response that the model's server played. Late news of an earlier response says nothing
    /// of the one that is playing.
    mutating func playbackEnded(_ response: String, at now: CallInstant) -> OnMark {
        if let playing = playout.remoteResponse, playing != response { return .stray }
        playout.remoteEnded()
        return heardSoFar(at: now)
    }

    /// The caller spoke over what the model's server played.
    /// - Returns: for how many milliseconds it had played; nil if it played nothing.
    mutating func playbackCleared(at now: CallInstant) -> Int? {
        guard let heard = playout.remoteMilliseconds(at: now) else { return nil }
        playout.remoteEnded()
        figures.bargeIns += 1
        return heard
    }
}
