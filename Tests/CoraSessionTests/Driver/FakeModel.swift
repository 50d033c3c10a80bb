import CoraCall
import CoraWire
import NIOCore
import NIOEmbedded

/// The model's end of a socket, on virtual time: the test says what it says; what it is sent is kept. Loop-bound.
final class FakeModel {
    private let channel: NIOAsyncTestingChannel
    private let loop: NIOAsyncTestingEventLoop
    /// What one read is to bring, while that is said.
    private var gathered: [TestFrame]?
    /// Every event it was sent, audio apart.
    private(set) var received: [JSON] = []
    /// The audio it was sent, decoded: silence that was added included.
    private(set) var audio: [UInt8] = []
    /// What it was sent, in order: events by their type, audio by its number of bytes.
    private(set) var sequence: [String] = []
    /// The code of the close frame it was sent.
    private(set) var closeCode: UInt16?
    private var spoken = 0

    /// Whether it sends a ping every 20 s, as the API does.
    var pings = true

    init(_ channel: NIOAsyncTestingChannel, on loop: NIOAsyncTestingEventLoop) {
        self.channel = channel
        self.loop = loop
        let model = NIOLoopBound(self, eventLoop: loop)
        let task = loop.scheduleRepeatedTask(initialDelay: .seconds(20), delay: .seconds(20)) { _ in
            if model.value.pings { model.value.ping() }
        }
        channel.closeFuture.whenComplete { _ in task.cancel() }
    }

    /// How many buffers were written to it.
    func writes() throws -> Int { try channel.writes() }

    /// The types of the events it was sent, in order.
    var types: [String] { received.compactMap { $0["type"]?.string } }

    /// The events of one type.
    func all(_ type: String) -> [JSON] { received.filter { $0["type"]?.string == type } }

    /// Takes one frame that was written to it.
    func take(_ frame: TestFrame) {
        var data = frame.data
        guard frame.opcode != .close else { return closeCode = data.readInteger() }
        guard frame.opcode == .text, let event = try? JSON.parse(data) else { return }
        guard event["type"] == "input_audio_buffer.append" else {
            sequence.append(event["type"]?.string ?? "")
            return received.append(event)
        }
        let bytes = Base64Text.decode(event["audio"]?.string ?? "")
        sequence.append("\(bytes.count)")
        audio += bytes
    }

    /// The texts of the messages that a new session was given, with who says them.
    var told: [String] {
        all("conversation.item.create").compactMap { event in
            let item = event["item"]
            switch item?["type"]?.string {
            case "message":
                let text = item?["content"]?.array?.first?["text"]?.string ?? ""
                return "\(item?["role"]?.string ?? ""): \(text)"
            case "function_call": return "call: \(item?["name"]?.string ?? "")"
            case "function_call_output": return "result: \(item?["output"]?.string ?? "")"
            default: return nil
            }
        }
    }

    // MARK: What the model says

    /// Sends one event; `fields` is its JSON members without the type.
    func send(_ type: String, _ fields: String) {
        deliver(#"{"type":"\#(type)","event_id":"event_1",\#(fields)}"#)
    }

    /// Sends a text message as it stands.
    func deliver(_ text: String) {
        receive(.text(text))
    }

    /// Delivers one frame as the pipeline does: with the end of the read behind it.
    func receive(_ frame: TestFrame) {
        guard gathered == nil else { return gathered?.append(frame) ?? () }
        channel.receive(frame, isMasked: false)
    }

    /// Delivers all that is sent in `body` in one read.
    func together(_ body: () -> Void) {
        gathered = []
        body()
        let frames = gathered ?? []
        gathered = nil
        channel.receive(frames, isMasked: false)
    }

    /// A ping.
    func ping() {
        receive(TestFrame(opcode: .ping, data: ByteBuffer(string: "ping")))
    }

    /// The session is set up.
    func sessionUpdated() {
        send("session.updated", #""session":{"type":"realtime","id":"sess_1"}"#)
    }

    /// A response of the default conversation begins.
    func begins(_ response: String) {
        send(
            "response.created",
            #""response":{"id":"\#(response)","status":"in_progress","conversation_id":"conv_1","output":[]}"#)
    }

    /// The response is done.
    func done(_ response: String, _ status: String = "completed", details: String = "null", output: String = "") {
        send(
            "response.done",
            """
            "response":{"id":"\(response)","status":"\(status)","status_details":\(details),\
            "conversation_id":"conv_1","output":[\(output)]}
            """)
    }

    /// An item of speech begins.
    func itemAdded(_ item: String, in response: String) {
        send(
            "response.output_item.added",
            """
            "response_id":"\(response)","output_index":0,\
            "item":{"id":"\(item)","type":"message","role":"assistant","status":"in_progress","content":[]}
            """)
    }

    /// One delta of speech, in the session's own encoding.
    func delta(_ bytes: [UInt8], item: String, in response: String) {
        send(
            "response.output_audio.delta",
            """
            "response_id":"\(response)","item_id":"\(item)","output_index":0,"content_index":0,\
            "delta":"\(Base64Text.encode(bytes))"
            """)
    }

    /// Deltas of 100 ms of µ-law, all at once: real models are several times faster than speech.
    func audio(_ milliseconds: Int, item: String, in response: String) {
        for _ in 0..<milliseconds / 100 {
            spoken += 1
            delta([UInt8](repeating: UInt8(spoken % 100), count: 800), item: item, in: response)
        }
    }

    /// The item's audio and words are complete.
    func itemDone(_ item: String, _ text: String, in response: String, status: String = "completed") {
        let place = #""response_id":"\#(response)","item_id":"\#(item)","output_index":0,"content_index":0"#
        send("response.output_audio.done", place)
        send("response.output_audio_transcript.done", #"\#(place),"transcript":"\#(text)""#)
        send(
            "response.output_item.done",
            """
            "response_id":"\(response)","output_index":0,"item":{"id":"\(item)","type":"message","role":"assistant",\
            "status":"\(status)","content":[{"type":"output_audio","transcript":"\(text)"}]}
            """)
    }

    /// A whole response of one item: begun, spoken at once, done.
    func says(_ text: String, milliseconds: Int, item: String, in response: String) {
        begins(response)
        speaks(text, milliseconds: milliseconds, item: item, in: response)
        done(response, output: Self.message(item, text))
    }

    /// One item of a response that has begun.
    func speaks(_ text: String, milliseconds: Int, item: String, in response: String) {
        itemAdded(item, in: response)
        audio(milliseconds, item: item, in: response)
        itemDone(item, text, in: response)
    }

    /// A message as `response.done` lists it.
    static func message(_ item: String, _ text: String) -> String {
        """
        {"id":"\(item)","type":"message","role":"assistant","status":"completed",\
        "content":[{"type":"output_audio","transcript":"\(text)"}]}
        """
    }

    /// The model calls a tool.
    func calls(_ name: String, id: String, in response: String, arguments: String = "{}") {
        send(
            "response.output_item.done",
            """
            "response_id":"\(response)","output_index":0,"item":{"id":"item_\(id)","type":"function_call",\
            "status":"completed","call_id":"\(id)","name":"\(name)","arguments":"\(arguments)"}
            """)
    }

    /// An item of a response that is text although speech was asked for.
    func writes(_ text: String, item: String, in response: String) {
        send(
            "response.output_item.done",
            """
            "response_id":"\(response)","output_index":0,"item":{"id":"\(item)","type":"message","role":"assistant",\
            "status":"completed","content":[{"type":"output_text","text":"\(text)"}]}
            """)
    }

    /// A tool call that was cut off before its arguments were complete.
    func callCutOff(_ name: String, id: String, in response: String) {
        send(
            "response.output_item.done",
            """
            "response_id":"\(response)","output_index":0,"item":{"id":"item_\(id)","type":"function_call",\
            "status":"incomplete","call_id":"\(id)","name":"\(name)","arguments":"{\\"a"}
            """)
    }

    /// OpenAI calls a tool of a remote server by itself.
    func remoteCall(_ item: String, in response: String) {
        send(
            "response.output_item.done",
            """
            "response_id":"\(response)","output_index":0,"item":{"id":"\(item)","type":"mcp_call",\
            "server_label":"maps","name":"find","arguments":"{}"}
            """)
    }

    /// A tool of a remote server has ended: `completed` or `failed`.
    func remoteEnds(_ item: String, _ how: String) {
        send("response.mcp_call.\(how)", #""item_id":"\#(item)","output_index":0"#)
    }

    // MARK: What the model hears

    /// The caller begins to speak.
    func hearsSpeech(_ item: String = "U1", at milliseconds: Int = 0) {
        send("input_audio_buffer.speech_started", #""item_id":"\#(item)","audio_start_ms":\#(milliseconds)"#)
    }

    /// The caller has stopped; the turn is committed.
    func hearsSilence(_ item: String = "U1", at milliseconds: Int = 500) {
        send("input_audio_buffer.speech_stopped", #""item_id":"\#(item)","audio_end_ms":\#(milliseconds)"#)
        send("input_audio_buffer.committed", #""item_id":"\#(item)","previous_item_id":null"#)
    }

    /// The caller's words were made out.
    func understands(_ text: String, item: String = "U1") {
        send(
            "conversation.item.input_audio_transcription.completed",
            #""item_id":"\#(item)","content_index":0,"transcript":"\#(text)""#)
    }

    /// The caller's words could not be made out.
    func notUnderstood(_ item: String) {
        send(
            "conversation.item.input_audio_transcription.failed",
            #""item_id":"\#(item)","content_index":0,"error":{"type":"server_error","message":"no"}"#)
    }

    /// An error event.
    func error(_ code: String, eventID: String? = nil, type: String = "invalid_request_error") {
        let id = eventID.map { #""\#($0)""# } ?? "null"
        send("error", #""error":{"type":"\#(type)","code":"\#(code)","message":"no","param":null,"event_id":\#(id)}"#)
    }

    /// The socket is gone without a close frame.
    func vanish() {
        channel.close(promise: nil)
    }
}
