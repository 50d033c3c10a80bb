import CoraStandIn
import CoraWire
import Foundation
import NIOCore
import Testing

struct StandInRecordingTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    /// The lines of the file once these texts have gone over the wire.
    private func record(_ exchanged: [(StandInSide, String)]) async throws -> [String] {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let recording = try StandInRecording(path: path)
        for (index, (side, text)) in exchanged.enumerated() {
            recording.exchanged(
                ByteBuffer(string: text), from: side, session: "sess_1", at: .milliseconds(20 * index))
        }
        try await recording.finish()
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func `holds each event as it stood, in order, with its side and its time`() async throws {
        let append = #"{"type":"input_audio_buffer.append", "audio":"\/\/8=", "n":1.0}"#
        let lines = try await record([(.client, append), (.server, #"{"type":"session.created"}"#)])
        #expect(
            lines == [
                #"{"session":"sess_1","from":"client","at_ms":0,"event":\#(append)}"#,
                #"{"session":"sess_1","from":"server","at_ms":20,"event":{"type":"session.created"}}"#,
            ])
    }

    @Test func `keeps an event to its line, and what is not JSON as text`() async throws {
        let lines = try await record([(.client, "{\n\"type\":\r\n\"x\\n\"}"), (.client, "{\"no")])
        #expect(
            lines == [
                #"{"session":"sess_1","from":"client","at_ms":0,"event":{ "type":  "x\n"}}"#,
                #"{"session":"sess_1","from":"client","at_ms":20,"text":"{\"no"}"#,
            ])
    }

    @Test func `says when it cannot hold everything`() async throws {
        let large = ByteBuffer(repeating: 0x20, count: 65 * 1_024 * 1_024)
        let recording = try StandInRecording(path: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        recording.exchanged(large, from: .client, session: "sess_1", at: .zero)
        await #expect(throws: StandInRecording.Failure.incomplete(missing: 1)) { try await recording.finish() }
    }

    @Test func `refuses a path where there can be no file`() {
        #expect(throws: StandInRecording.Failure.cannotCreate("/nowhere/at/all")) {
            try StandInRecording(path: "/nowhere/at/all")
        }
    }
}
