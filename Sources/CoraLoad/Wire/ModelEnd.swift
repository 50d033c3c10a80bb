import CoraWire
import NIOCore
import Synchronization

/// The model's end of one session: sets up at once, says its greeting when asked, then takes turns as its call's scenario
/// has it, with stamped audio, paced. Loop-bound.
final class ModelEnd: SocketEnd, Paced {
    /// How long a greeting is, and what it says to any other request, in deltas of 100 ms.
    private static let greeting = 15
    private static let reply = 10
    /// What the model is ahead of the caller's ear, in deltas, so that there is something to cut.
    private static let lead = 5
    /// A server that asks for no greeting is not waited for longer than this, in ticks.
    private static let longestSilence = 30
    /// How much of an answer a barge-in may cut from what was sent, in frames: a second.
    private static let cutFrames = 50
    private static let framesPerDelta = 5
    /// How long a tool may take, in ticks.
    private static let toolPatience = 100
    private static let append = Array(#"{"type":"input_audio_buffer.append""#.utf8)

    /// A response that is being said.
    private struct Response {
        var name: String
        var item: String
        var deltasLeft: Int
        /// Deltas that have been said.
        var said = 0
        var firstFrame: Int
    }

    private let desk: ModelDesk
    private var socket: LoadSocket?
    private var place: PaceWheel<any Paced>.Place?
    private var link: CallLink?
    /// What this end has seen so far; of call 0 while nothing has told which one it is of.
    private(set) var half: CallHalf
    private var table = TurnTable(.talk)
    private var scanner = StampScanner()
    private var audio = ByteBuffer()
    /// Its audio is PCM16, in which no stamp survives.
    private(set) var isWide = false
    private var isSetUp = false
    private var responses = 0
    private var response: Response?
    private var isAsked = false
    private var hasGreeted = false
    private var sequence = 0
    private var ticks = 0
    /// The tick of the turns; nil before they begin.
    private var turnTick: Int?
    private var turn = 0
    private var isCallerSpeaking = false
    private var firstHeardAt: UInt64?
    private var wantedTruncations = 0
    private var truncations = 0
    private var tool: (call: String, since: Int)?
    private var toolName = "lookup"

    init(at desk: ModelDesk) {
        self.desk = desk
        half = CallHalf(call: 0, arrivals: SequenceAccount(most: desk.mostFrames))
    }

    // MARK: The socket

    func opened(_ socket: LoadSocket) {
        self.socket = socket
        desk.opened(self)
        socket.send(ModelMessages.sessionCreated)
        place = desk.pacer.add(self, phase: desk.now % TurnTable.tick)
    }

    func closed() {
        guard socket != nil else { return }
        socket = nil
        if let place { desk.pacer.remove(place) }
        settle()
        desk.closed(self)
    }

    func receivedOther() { desk.tally.failed(.nonsense, "to the model: a frame that is no text") }

    func received(_ text: ByteBuffer, at now: UInt64) {
        if text.readableBytesView.starts(with: Self.append) { return hear(text, at: now) }
        defer { socket?.flush() }
        guard let event = try? JSON.parse(text) else {
            return desk.tally.failed(.nonsense, "to the model: \(String(buffer: text).prefix(120))")
        }
        switch event["type"]?.string {
        case "session.update": setUp(event, text)
        case "response.create": asked()
        case "response.cancel": if response != nil { end("cancelled") }
        case "conversation.item.truncate": truncated(event)
        case "conversation.item.create": created(event)
        case "input_audio_buffer.append": hear(base64: event["audio"]?.string, at: now)
        case .some: break
        case nil: desk.tally.failed(.nonsense, "to the model: an event without a type")
        }
    }

    private func setUp(_ event: JSON, _ text: ByteBuffer) {
        socket?.add(ModelMessages.sessionUpdated)
        isWide = event["session"]?["audio"]?["output"]?["format"]?["type"]?.string == "audio/pcm"
        if link == nil { found(desk.link(namedIn: event["session"]?["instructions"]?.string ?? "")) }
        link?.isWide.store(isWide, ordering: .relaxed)
        let names = (event["session"]?["tools"]?.array ?? []).compactMap { $0["name"]?.string }
        // None that would end the call.
        let harmless = names.first { name in !["transfer", "end", "hang"].contains { name.contains($0) } }
        if let harmless { toolName = harmless }
        isSetUp = true
    }

    private func found(_ link: CallLink?) {
        guard let link, self.link == nil else { return }
        self.link = link
        half.call = link.plan.number
        table = TurnTable(link.plan.scenario)
    }

    // MARK: The caller's audio

    /// Takes an append that is written as everybody writes it.
    private func hear(_ text: ByteBuffer, at now: UInt64) {
        let isHeard = text.withUnsafeReadableBytes { bytes -> Bool in
            guard let start = bytes.index(after: #""audio":""#, from: Self.append.count),
                let length = bytes[start...].firstIndex(of: UInt8(ascii: "\"")).map({ $0 - start })
            else { return false }
            audio.clear()
            return Base64.decode(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]), into: &audio)
        }
        if isHeard { return heard(at: now) }
        hear(base64: (try? JSON.parse(text))?["audio"]?.string, at: now)
    }

    private func hear(base64 text: String?, at now: UInt64) {
        audio.clear()
        guard let text, ByteBuffer(string: text).withUnsafeReadableBytes({ Base64.decode($0, into: &audio) }) else {
            return desk.tally.failed(.nonsense, "to the model: audio that is no base64")
        }
        heard(at: now)
    }

    private func heard(at now: UInt64) {
        half.heard = true
        desk.tally.messagesArrived += 1
        desk.tally.bytesArrived += audio.readableBytes
        guard !isWide else { return hearPulse(at: now) }
        audio.withUnsafeReadableBytes { bytes in scanner.read(bytes) { arrived($0, at: now) } }
    }

    private func hearPulse(at now: UInt64) {
        let isLoud = Pulse.isLoud(samples: audio)
        if let sentAt = link?.upPulses.withLock({ $0.hear(isLoud: isLoud, at: now) }) {
            desk.tally.timed(sentAt: sentAt, at: now)
        }
    }

    private func arrived(_ stamp: LoadStamp, at now: UInt64) {
        desk.tally.framesArrived += 1
        if link == nil, stamp.direction == .up { found(desk.link(Int(stamp.call))) }
        guard stamp.direction == .up, let link, Int(stamp.call) == link.plan.number,
            half.arrivals.add(Int(stamp.sequence))
        else {
            desk.tally.mixed += 1
            return
        }
        // What was sent before there was anybody to hear it has waited for the model, not for the bridge.
        let since = firstHeardAt ?? now
        firstHeardAt = since
        if stamp.sentAt >= since { desk.tally.timed(sentAt: stamp.sentAt, at: now) }
    }

    // MARK: What the server asks for

    private func asked() {
        if response == nil, tool == nil { begin(hasGreeted ? Self.reply : Self.greeting) } else { isAsked = true }
    }

    private func truncated(_ event: JSON) {
        truncations += 1
        desk.tally.truncations += 1
        let milliseconds = event["audio_end_ms"]?.int ?? 0
        socket?.add(ModelMessages.truncated(event["item_id"]?.string ?? "", milliseconds: milliseconds))
    }

    private func created(_ event: JSON) {
        guard let item = event["item"], item["type"]?.string == "function_call_output", let tool,
            item["call_id"]?.string == tool.call
        else { return }
        desk.tally.toolOutputs += 1
        self.tool = nil
    }

    // MARK: Speech

    func paced(due: UInt64, now: UInt64) {
        guard let socket else { return }
        defer { socket.flush() }
        ticks += 1
        settleIfLeaving()
        guard isSetUp, link?.isOver.load(ordering: .relaxed) != true else { return }
        if let tool, ticks - tool.since > Self.toolPatience {
            desk.tally.failed(.toolUnanswered, tool.call)
            self.tool = nil
        }
        if response != nil {
            desk.tally.pacing.add(Int64(now) - Int64(due))
            sayOn()
        } else if isAsked, tool == nil {
            isAsked = false
            begin(Self.reply)
        }
        takeTurn()
    }

    private func takeTurn() {
        if turnTick == nil, response == nil, hasGreeted || ticks > Self.longestSilence {
            hasGreeted = true
            turnTick = -5
        }
        guard let tick = turnTick else { return }
        turnTick = tick + 1
        guard link?.isQuiet.load(ordering: .relaxed) != true else {
            // A caller who is never done speaking would not be told goodbye.
            if isCallerSpeaking { perform(.speechStops) }
            return
        }
        guard tick >= 0 else { return }
        for step in table.steps(at: tick) { perform(step) }
    }

    private func perform(_ step: TurnTable.Step) {
        switch step {
        case .speechStarts:
            turn += 1
            isCallerSpeaking = true
            if response != nil { bargeIn() }
            socket?.add(ModelMessages.speechStarted(turn, at: ticks * 100))
            if response != nil { end("cancelled") }
        case .speechStops:
            isCallerSpeaking = false
            socket?.add(ModelMessages.speechStopped(turn, at: ticks * 100))
            socket?.add(ModelMessages.committed(turn))
            socket?.add(ModelMessages.transcript(turn))
        case .answer(let deltas): if response == nil, tool == nil { begin(deltas) }
        case .callTool: if response == nil, tool == nil { callTool() }
        case .check: checkBargeIn()
        }
    }

    /// The caller speaks over what is being said.
    private func bargeIn() {
        guard let response, let link, !link.isLeaving.load(ordering: .relaxed) else { return }
        desk.tally.bargeIns += 1
        wantedTruncations += 1
        half.cut.append(max(response.firstFrame, sequence - Self.cutFrames + 1)...max(sequence, response.firstFrame))
        link.bargedInAt.store(desk.now, ordering: .relaxed)
    }

    private func checkBargeIn() {
        guard let link, !link.isLeaving.load(ordering: .relaxed) else { return }
        if link.bargedInAt.exchange(0, ordering: .relaxed) > 0 {
            desk.tally.failed(.bargeInUnanswered, "call \(link.plan.number)")
        }
        if truncations < wantedTruncations { desk.tally.failed(.truncationMissing, "call \(link.plan.number)") }
        wantedTruncations = truncations
    }

    private func callTool() {
        responses += 1
        let (name, item, call) = ("resp_\(responses)", "item_\(responses)", "call_\(responses)")
        tool = (call, ticks)
        desk.tally.toolCalls += 1
        socket?.add(ModelMessages.responseCreated(name))
        socket?.add(ModelMessages.functionAdded(item, of: name, call: call, name: toolName))
        socket?.add(ModelMessages.functionDone(item, of: name, call: call, name: toolName))
        socket?.add(ModelMessages.functionResponseDone(name, item: item, call: call, name: toolName))
    }

    private func begin(_ deltas: Int) {
        responses += 1
        let response = Response(
            name: "resp_\(responses)", item: "item_\(responses)", deltasLeft: deltas, firstFrame: sequence + 1)
        self.response = response
        socket?.add(ModelMessages.responseCreated(response.name))
        socket?.add(ModelMessages.messageAdded(response.item, of: response.name))
        for _ in 0..<Self.lead { sayOn() }
    }

    /// Says 100 ms, or that all has been said.
    private func sayOn() {
        guard let response else { return }
        guard response.deltasLeft > 0 else {
            socket?.add(ModelMessages.audioDone(response.item, of: response.name))
            hasGreeted = true
            return end("completed")
        }
        self.response?.deltasLeft -= 1
        socket?.add(ModelMessages.words(response.item, of: response.name))
        socket?.add(ModelMessages.delta(nextAudio(), response.item, of: response.name))
        self.response?.said += 1
        desk.tally.messagesSent += 1
        desk.tally.framesSent += Self.framesPerDelta
    }

    private func nextPulse() -> ByteBuffer {
        guard let response, response.said.isMultiple(of: Pulse.deltas) else { return Pulse.quietDelta }
        link?.downPulses.withLock { $0.send(at: desk.now) }
        return Pulse.loudDelta
    }

    private func nextAudio() -> ByteBuffer {
        if isWide { return nextPulse() }
        var audio = ByteBuffer()
        audio.reserveCapacity(LoadStamp.frameBytes * Self.framesPerDelta)
        let now = desk.now
        for _ in 0..<Self.framesPerDelta {
            sequence += 1
            LoadStamp(
                .down, response: UInt16(truncatingIfNeeded: responses), call: UInt32(truncatingIfNeeded: half.call),
                sequence: UInt32(truncatingIfNeeded: sequence), sentAt: now
            ).writeFrame(into: &audio)
        }
        return audio
    }

    private func end(_ status: String) {
        guard let response else { return }
        self.response = nil
        let shown = status == "completed" ? status : "incomplete"
        socket?.add(ModelMessages.messageDone(response.item, of: response.name, status: shown))
        socket?.add(ModelMessages.responseDone(response.name, item: response.item, status: status))
    }

    // MARK: The end

    private var isSettled = false

    private func settleIfLeaving() {
        if link?.isLeaving.load(ordering: .relaxed) == true { settle() }
    }

    /// What is sent from now on need not arrive.
    private func settle() {
        guard !isSettled else { return }
        isSettled = true
        half.sent = sequence
    }
}

extension UnsafeRawBufferPointer {
    /// Where what follows `key` begins, looked for from an offset; nil if it is not there.
    fileprivate func index(after key: StaticString, from offset: Int) -> Int? {
        let wanted = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        guard count >= offset + wanted.count else { return nil }
        for start in offset...(count - wanted.count)
        where self[start] == wanted[0] && self[start..<start + wanted.count].elementsEqual(wanted) {
            return start + wanted.count
        }
        return nil
    }
}
