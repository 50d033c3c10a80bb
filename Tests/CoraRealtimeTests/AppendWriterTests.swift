import CoraRealtime
import CoraWire
import NIOCore
import Testing

struct AppendWriterTests {
    /// An event with these pieces of audio, as far as they may be put behind each other; nil if one may not.
    private func event(_ pieces: [[UInt8]]) throws -> JSON? {
        var event = ByteBuffer()
        event.writeStaticString(AppendWriter.head)
        for piece in pieces {
            guard AppendWriter.mayGrow(event) else { return nil }
            piece.withUnsafeBytes { Base64.encode($0, into: &event) }
        }
        event.writeStaticString(AppendWriter.tail)
        return try JSON.parse(event)
    }

    @Test func `head, base64 and tail are the event`() throws {
        let event = try #require(try event([[0xFF, 0xFF, 0xFF, 0xFF]]))
        #expect(event["type"] == "input_audio_buffer.append")
        #expect(event["audio"] == "/////w==")
        #expect(event.object?.count == 2)
    }

    @Test func `pieces of whole groups are the audio of all of them, and a padded one is the last`() throws {
        let pieces = [[UInt8](0..<3), [UInt8](3..<9), [UInt8](9..<10)]
        #expect(try event(pieces)?["audio"] == "AAECAwQFBgcICQ==")
        #expect(try event(pieces + [[1]]) == nil)
        #expect(try event([[1, 2], [3]]) == nil)
        #expect(try event([[], [1, 2, 3]])?["audio"] == "AQID")
    }
}
