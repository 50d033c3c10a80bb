import CoraSpeech
import CoraWire
import NIOCore

@testable import CoraStandIn

/// The client's end of a session without a socket, on a clock that only tests move.
struct StandInPeer {
    /// Shared by all tests, so that each sentence is rendered once.
    private static let speech = SpeechCache(voice: ToneVoice())

    var session: StandInSession
    var time = Duration.zero
    /// Everything the session did, in order.
    var outputs: [StandInSession.Output] = []

    /// A session in µ-law with 300 ms of silence to end a turn, everything immediate unless the configuration differs.
    static func configured(
        _ configuration: StandInConfiguration = .immediate(), session: JSON = [:], input: JSON = [:],
        call: String? = nil
    ) -> StandInPeer {
        var peer = StandInPeer(configuration, call: call)
        let detection: JSON = ["type": "server_vad", "silence_duration_ms": 300]
        let inputSettings: [String: JSON] = ["format": ["type": "audio/pcmu"], "turn_detection": detection]
        let settings: [String: JSON] = [
            "type": "realtime",
            "audio": [
                "input": .object(inputSettings.merging(input.object ?? [:]) { $1 }),
                "output": ["format": ["type": "audio/pcmu"]],
            ],
        ]
        peer.send(["type": "session.update", "session": .object(settings.merging(session.object ?? [:]) { $1 })])
        return peer
    }

    init(_ configuration: StandInConfiguration = .immediate(), call: String? = nil) {
        session = StandInSession(
            configuration: configuration, model: "gpt-realtime-2.1-mini", openedAt: 1_790_000_000,
            salt: "0000000000000", speech: Self.speech, call: call)
        session.open()
        take()
    }

    /// Sends an event and answers what comes back at once.
    @discardableResult
    mutating func send(_ event: JSON) -> [JSON] {
        sendText(event.text)
    }

    @discardableResult
    mutating func sendText(_ text: String) -> [JSON] {
        session.receive(ByteBuffer(string: text), at: time)
        return take()
    }

    /// Reports as the media side of a call does, and answers what comes back at once.
    @discardableResult
    mutating func report(_ what: JSON) -> [JSON] {
        session.report(ByteBuffer(string: what.text), at: time)
        return take()
    }

    /// Lets a fault befall the session and answers what comes at once.
    @discardableResult
    mutating func inflict(_ fault: SessionFault) -> [JSON] {
        session.inflict(fault, at: time)
        return take()
    }

    /// Lets time pass, going to each deadline on the way.
    @discardableResult
    mutating func wait(_ duration: Duration) -> [JSON] {
        let end = time + duration
        var events: [JSON] = []
        while let deadline = session.nextDeadline, deadline <= end {
            time = max(time, deadline)
            session.advance(to: time)
            events += take()
        }
        time = end
        return events
    }

    /// Appends a loud tone in frames of 20 ms, in no time.
    @discardableResult
    mutating func speak(milliseconds: Int) -> [JSON] {
        let wave: [UInt8] =
            session.input.format == .pcm
            ? (0..<18).flatMap { [0, $0 < 9 ? 0x18 : 0xE8] } : [0xB0, 0xB0, 0xB0, 0x30, 0x30, 0x30]
        let count = milliseconds * session.input.format.bytesPerMillisecond
        return append(
            Array(repeating: wave, count: count / wave.count + 1).flatMap { $0 }, milliseconds: milliseconds)
    }

    /// Appends silence in frames of 20 ms, in no time.
    @discardableResult
    mutating func hush(milliseconds: Int) -> [JSON] {
        let silence: UInt8 = session.input.format == .pcm ? 0 : 0xFF
        let count = milliseconds * session.input.format.bytesPerMillisecond
        return append(Array(repeating: silence, count: count), milliseconds: milliseconds)
    }

    /// A turn of the caller: 400 ms of voice, then the silence that ends it.
    @discardableResult
    mutating func takeTurn() -> [JSON] {
        speak(milliseconds: 400) + hush(milliseconds: 300)
    }

    private mutating func append(_ codes: [UInt8], milliseconds: Int) -> [JSON] {
        let length = session.input.format.bytesPerMillisecond
        return stride(from: 0, to: milliseconds, by: 20).flatMap { start in
            let frame = ByteBuffer(bytes: codes[start * length..<min(start + 20, milliseconds) * length])
            return send(["type": "input_audio_buffer.append", "audio": .string(base64(frame))])
        }
    }

    @discardableResult
    private mutating func take() -> [JSON] {
        let new = session.takeOutputs()
        outputs += new
        return new.compactMap { output in
            guard case .event(_, let text) = output else { return nil }
            return try? JSON.parse(text)
        }
    }
}

extension StandInConfiguration {
    /// No thinking, no pacing, transcription after 1.2 s.
    static func immediate(
        turns: [AgentScript.Turn] = [], faults: StandInFaults = StandInFaults()
    ) -> StandInConfiguration {
        StandInConfiguration(
            script: AgentScript(turns: turns, fallback: "Nothing more."), thinkingTime: .zero, pacing: .immediate,
            faults: faults)
    }
}

extension AgentScript.Turn {
    /// A turn answered at once.
    static func at(
        once says: String, heard: String = "", toolCalls: [AgentScript.ToolCall] = [], afterTools: String? = nil
    ) -> AgentScript.Turn {
        AgentScript.Turn(
            heard: heard, says: says, thinkingMilliseconds: 0, toolCalls: toolCalls, afterTools: afterTools)
    }
}

extension [JSON] {
    /// The types, deltas that repeat counted once.
    var types: [String] {
        reduce(into: []) { types, event in
            let type = event["type"]?.string ?? ""
            if !(type.hasSuffix(".delta") && types.suffix(2).contains(type)) { types.append(type) }
        }
    }

    func first(_ type: String) -> JSON? { first { $0["type"]?.string == type } }

    func all(_ type: String) -> [JSON] { filter { $0["type"]?.string == type } }

    /// The `code` of the only error.
    var errorCode: String? {
        let errors = all("error")
        return errors.count == 1 ? errors[0]["error"]?["code"]?.string : nil
    }

    /// What is said in the first response that is done.
    var said: String? {
        first("response.done")?["response"]?["output"]?[0]?["content"]?[0]?["transcript"]?.string
    }
}

/// The events of a spoken response, in the order of the reference, 6.2.
let spokenResponse = [
    "response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added",
    "response.output_audio_transcript.delta", "response.output_audio.delta", "response.output_audio.done",
    "response.output_audio_transcript.done", "response.content_part.done", "conversation.item.done",
    "response.output_item.done", "response.done",
]

/// The events of a committed turn.
let committedTurn = ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done"]
