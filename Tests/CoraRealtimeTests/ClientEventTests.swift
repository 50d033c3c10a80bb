import CoraCall
import NIOCore
import Testing

@testable import CoraRealtime

struct ClientEventTests {
    static let exactForms: [(ClientEvent, String)] = [
        (
            .inputAudioBufferCommit(eventID: "e1"),
            #"{"type":"input_audio_buffer.commit","event_id":"e1"}"#
        ),
        (
            .inputAudioBufferClear(eventID: "e2"),
            #"{"type":"input_audio_buffer.clear","event_id":"e2"}"#
        ),
        (
            .conversationItemCreate(
                ConversationItem(id: "cora-1", .message(.user, "Hello \"you\"\n")), eventID: "e3"),
            #"{"type":"conversation.item.create","event_id":"e3","item":{"id":"cora-1","type":"message","#
                + #""role":"user","content":[{"type":"input_text","text":"Hello \"you\"\n"}]}}"#
        ),
        (
            .conversationItemCreate(
                ConversationItem(.message(.system, "Be brief.")), previousItemID: "root", eventID: "e4"),
            #"{"type":"conversation.item.create","event_id":"e4","previous_item_id":"root","item":"#
                + #"{"type":"message","role":"system","content":[{"type":"input_text","text":"Be brief."}]}}"#
        ),
        (
            .conversationItemCreate(ConversationItem(.message(.assistant, "Grüße")), eventID: "e5"),
            #"{"type":"conversation.item.create","event_id":"e5","item":{"type":"message","role":"assistant","#
                + #""content":[{"type":"output_text","text":"Grüße"}]}}"#
        ),
        (
            .conversationItemCreate(
                ConversationItem(.functionCall(callID: "c1", name: "end_call", arguments: "{}")), eventID: "e6"),
            #"{"type":"conversation.item.create","event_id":"e6","item":{"type":"function_call","#
                + #""call_id":"c1","name":"end_call","arguments":"{}"}}"#
        ),
        (
            .conversationItemCreate(
                ConversationItem(id: "cora-2", .functionCallOutput(callID: "c1", output: #"{"ok":true}"#)),
                eventID: "e7"),
            #"{"type":"conversation.item.create","event_id":"e7","item":{"id":"cora-2","#
                + #""type":"function_call_output","call_id":"c1","output":"{\"ok\":true}"}}"#
        ),
        (
            .conversationItemTruncate(itemID: "item_B2", audioEndMilliseconds: 1240, eventID: "e8"),
            #"{"type":"conversation.item.truncate","event_id":"e8","item_id":"item_B2","content_index":0,"#
                + #""audio_end_ms":1240}"#
        ),
        (
            .conversationItemDelete(itemID: "item_B2", eventID: "e9"),
            #"{"type":"conversation.item.delete","event_id":"e9","item_id":"item_B2"}"#
        ),
        (.responseCreate(eventID: "e10"), #"{"type":"response.create","event_id":"e10"}"#),
        (
            .responseCreate(
                ResponseParameters(
                    conversation: .outOfBand, instructions: "One word.",
                    input: [.reference("item_U1"), .item(ConversationItem(.message(.user, "Hi")))],
                    outputModality: .text, tools: [], toolChoice: .forbidden,
                    metadata: ["topic": "intent", "a": "b"], maxOutputTokens: 50),
                eventID: "e11"),
            #"{"type":"response.create","event_id":"e11","response":{"conversation":"none","#
                + #""instructions":"One word.","input":[{"type":"item_reference","id":"item_U1"},"#
                + #"{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}],"#
                + #""output_modalities":["text"],"tools":[],"tool_choice":"none","#
                + #""metadata":{"a":"b","topic":"intent"},"max_output_tokens":50}}"#
        ),
        (
            .responseCreate(
                ResponseParameters(conversation: .main, outputModality: .audio, toolChoice: .function("end_call")),
                eventID: "e12"),
            #"{"type":"response.create","event_id":"e12","response":{"conversation":"auto","#
                + #""output_modalities":["audio"],"tool_choice":{"type":"function","name":"end_call"}}}"#
        ),
        (
            .responseCancel(responseID: "resp_C3", eventID: "e13"),
            #"{"type":"response.cancel","event_id":"e13","response_id":"resp_C3"}"#
        ),
        (.responseCancel(eventID: "e14"), #"{"type":"response.cancel","event_id":"e14"}"#),
        (
            .sessionUpdate(SessionSettings(instructions: "Hi."), eventID: "e15"),
            #"{"type":"session.update","event_id":"e15","session":{"type":"realtime","#
                + #""output_modalities":["audio"],"instructions":"Hi.","audio":{"input":"#
                + #"{"format":{"type":"audio/pcmu"},"transcription":{"model":"gpt-transcribe"},"#
                + #""noise_reduction":null,"turn_detection":{"type":"server_vad","threshold":0.5,"#
                + #""prefix_padding_ms":300,"silence_duration_ms":500,"create_response":true,"#
                + #""interrupt_response":true}},"output":{"format":{"type":"audio/pcmu"},"voice":"marin","#
                + #""speed":1.0}},"tools":[],"tool_choice":"auto","max_output_tokens":"inf"}}"#
        ),
    ]

    @Test(arguments: exactForms)
    func `each has one exact form`(_ event: ClientEvent, _ expected: String) {
        #expect(event.json == expected)
    }

    @Test func `the forms cover every kind`() {
        #expect(Set(Self.exactForms.map(\.0.kind)) == Set(ClientEvent.Kind.allCases))
    }

    @Test func `an event is appended to what the buffer holds`() {
        var buffer = ByteBuffer(string: "x")
        ClientEvent.inputAudioBufferClear(eventID: "e").write(into: &buffer)
        #expect(String(buffer: buffer) == #"x{"type":"input_audio_buffer.clear","event_id":"e"}"#)
    }

    @Test(arguments: ClientEvent.Kind.allCases)
    func `an event id tells the kind of event it was given to`(_ kind: ClientEvent.Kind) {
        var ids = EventIDs()
        let first = ids.next(kind)
        let second = ids.next(kind)
        #expect(first != second)
        #expect(ClientEvent.Kind(eventID: first) == kind)
        #expect(ClientEvent.Kind(eventID: second) == kind)
    }

    @Test(arguments: ["", "-", "cfg-1", "response.create", "response.created-1"])
    func `other ids tell no kind`(_ id: String) {
        #expect(ClientEvent.Kind(eventID: id) == nil)
    }
}

extension ClientEvent {
    /// The event as it is written.
    var json: String {
        var buffer = ByteBuffer()
        write(into: &buffer)
        return String(buffer: buffer)
    }
}
