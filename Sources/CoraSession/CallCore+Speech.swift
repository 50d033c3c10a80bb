import CoraCall
import CoraRealtime
import CoraTwilio
import CoraWire
import Logging
import NIOCore

// What the caller hears.
extension CallCore {
    /// The conversation's id of a greeting that was played from a recording.
    private static let greetingItem = "greeting"
    /// The same, once cut to what was heard.
    private static let cutGreetingItem = "greeting_cut"
    /// Pieces in which a recording goes out: one mark each.
    private static let pieceOfRecording = 400 * LineAudio.bytesPerMillisecond
    /// A greeting longer than this is not recorded.
    private static let longestGreeting = 60_000 * LineAudio.bytesPerMillisecond

    // MARK: Audio from the model

    /// A delta of audio. Audio path.
    func audioArrived(_ delta: AudioDelta, _ bytes: UnsafeRawBufferPointer) {
        if !bytes[delta.itemID].elementsEqual(currentItem.utf8) {
            itemChanged(
                to: String(decoding: bytes[delta.itemID], as: UTF8.self),
                in: String(decoding: bytes[delta.responseID], as: UTF8.self))
        }
        play(UnsafeRawBufferPointer(rebasing: bytes[delta.payload]), byteCount: delta.decodedByteCount)
    }

    /// A delta whose base64 is written with JSON escapes. Rare: allocates.
    func audioArrived(_ place: ContentReference, _ base64: String) {
        if place.itemID != currentItem { itemChanged(to: place.itemID, in: place.responseID) }
        let characters = ByteBuffer(string: base64)
        characters.withUnsafeReadableBytes { bytes in
            guard let count = Base64.decodedCount(bytes) else { return }
            play(bytes, byteCount: count)
        }
    }

    private func itemChanged(to item: String, in response: String) {
        currentItem = item
        if case .play = machine.audioBegan(item: item, response: response, at: now) { pipeline.beginItem() }
    }

    private func play(_ base64: UnsafeRawBufferPointer, byteCount: Int) {
        audioBytes[currentItem, default: 0] += byteCount
        guard machine.mayPlay(), let writer else { return }
        guard !caller.isOverfull else { return end(.callerSocketLost) }
        var line = 0
        caller.write { line = pipeline.writeMedia(base64: base64, byteCount: byteCount, with: writer, into: &$0) }
        guard line > 0 else { return }
        recordGreeting(base64)
        let outcome = machine.audioPlayed(bytes: line, at: now)
        if case .mark(let mark) = outcome { write(mark) }
        if turnClock.awaitsAnswer || !hasSpoken { firstAudioWritten(line, outcome) }
    }

    /// The model has sent all of an item's audio.
    func audioFinished(_ item: String) {
        guard item == currentItem, let writer else { return }
        if machine.isAudible {
            var line = 0
            caller.write { line = pipeline.writeTail(with: writer, into: &$0) }
            if line > 0, case .mark(let mark) = machine.audioPlayed(bytes: line, at: now) { write(mark) }
        }
        if let mark = machine.audioFinished() { write(mark) }
    }

    /// Puts a mark behind all that was sent so far.
    func write(_ mark: PlayoutClock.Mark) {
        guard let writer else { return }
        caller.write { writer.writeMark(MarkName.name(mark), into: &$0) }
    }

    // MARK: Barge-in

    /// Carries out what the caller's speech led to.
    func carryOut(_ outcome: OnSpeechStarted) {
        switch outcome {
        case .listen, .ignore: break
        case .bargeIn(let cut): self.cut(cut)
        case .takeBack(let cut):
            if let cut { self.cut(cut) }
            log.info("the caller goes on: the line stays open")
            tell(.system, Directions.lineStaysOpen)
        }
    }

    private func cut(_ cut: Cut) {
        guard let writer else { return }
        // First of all: every millisecond here is heard.
        caller.write { writer.writeClear(into: &$0) }
        caller.flush()
        for piece in cut.pieces { truncate(piece) }
        log.info("barge-in", metadata: [LogKey.milliseconds: "\(cut.unheard.milliseconds)"])
        note("barge-in", "\(cut.unheard.milliseconds) ms not heard")
    }

    private func truncate(_ piece: Cut.Piece) {
        if let turn = transcript.cut(piece.item, atMilliseconds: piece.heardMilliseconds) { keep(turn) }
        guard piece.item != Self.greetingItem else { return cutGreeting(piece.heardMilliseconds) }
        send {
            .conversationItemTruncate(
                itemID: piece.item, audioEndMilliseconds: piece.heardMilliseconds,
                eventID: $0.next(.conversationItemTruncate))
        }
    }

    // MARK: The recorded greeting

    /// Plays a greeting from its recording.
    func play(_ recording: GreetingRecording, _ text: String) {
        guard let writer else { return }
        var start = 0
        while start < recording.audio.count {
            let end = min(start + Self.pieceOfRecording, recording.audio.count)
            recording.audio[start..<end].withUnsafeBytes { audio in
                caller.write { writer.writeMediaEncoding(audio: audio, into: &$0) }
            }
            write(
                machine.recordingPlayed(bytes: end - start, item: Self.greetingItem, isFirst: start == 0, at: now))
            start = end
        }
        noteFirstAudio()
        let milliseconds = recording.audio.count / LineAudio.bytesPerMillisecond
        _ = transcript.agentSaid(Self.greetingItem, text, milliseconds: milliseconds)
        log.info("agent said", metadata: [LogKey.text: "\(text)"])
    }

    /// Puts the greeting that was played from a recording into the conversation.
    func seedGreeting(_ text: String) {
        tell(.assistant, text, id: Self.greetingItem)
    }

    /// The caller cut the recorded greeting: the model is not to believe that it was heard whole. An item made of text
    /// cannot be truncated, so a shorter one takes its place.
    private func cutGreeting(_ heard: Int) {
        guard let ticket, let recording = services.greetings.recording(for: greetingKey(of: ticket)) else { return }
        let total = recording.audio.count / LineAudio.bytesPerMillisecond
        let text = Transcript.words(of: ticket.greeting, heard: heard, of: total)
        send { .conversationItemDelete(itemID: Self.greetingItem, eventID: $0.next(.conversationItemDelete)) }
        if !text.isEmpty { tell(.assistant, text + " …", id: Self.cutGreetingItem, after: "root") }
    }

    /// Keeps the line audio of a greeting that the model says for the first time.
    private func recordGreeting(_ base64: UnsafeRawBufferPointer) {
        guard let count = greetingAudio?.count else { return }
        guard count < Self.longestGreeting else { return greetingAudio = nil }
        greetingAudio?.append(contentsOf: pipeline.line(base64: base64))
    }

    /// The greeting is complete: kept for the next call, if it is what was asked for.
    func keepGreeting(_ response: ResponseSummary) {
        guard let audio = greetingAudio, !audio.isEmpty, let ticket else { return }
        guard GreetingRecorder.isSame(response.spokenText, as: ticket.greeting) else { return }
        services.greetings.keep(GreetingRecording(audio: audio), for: greetingKey(of: ticket))
    }
}
