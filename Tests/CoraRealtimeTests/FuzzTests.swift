import NIOCore
import SeededTesting
import Testing

@testable import CoraRealtime

struct FuzzTests {
    private static let seeds = ServerEventTests.examples.map { Array($0.0.utf8) }

    @Test func `any bytes are read or refused, and the two readers of audio agree`() {
        var generator = SeededGenerator(seed: 0xC0FFEE)
        var deltas = 0
        for _ in 0..<20_000 {
            var bytes = Self.seeds.randomElement(using: &generator) ?? []
            if Bool.random(using: &generator) { bytes = Self.audio(using: &generator) }
            for _ in 0..<Int.random(in: 0...4, using: &generator) { Self.mutate(&bytes, using: &generator) }
            if check(bytes) { deltas += 1 }
        }
        #expect(deltas > 1000)
    }

    @Test func `every prefix of every event is read or refused`() {
        for seed in Self.seeds {
            for count in 0...seed.count { check(Array(seed[..<count])) }
        }
    }

    @Test func `random bytes are read or refused`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...64, using: &generator)
            check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test func `deep nesting is refused`() {
        let depth = 100_000
        check(Array((#"{"type":"response.done","response":"# + String(repeating: "[", count: depth)).utf8))
        check(Array((#"{"a":"# + String(repeating: #"{"a":"#, count: depth)).utf8))
    }

    /// Runs both readers and holds them to the same answer; true when the bytes are audio found in place.
    @discardableResult
    private func check(_ bytes: [UInt8]) -> Bool {
        let scan = bytes.withUnsafeBytes { AudioDelta.scan($0) }
        let event = Result { try ServerEvent.decode(ByteBuffer(bytes: bytes)) }
        switch scan {
        case .delta(let delta):
            guard case .success(.outputAudioDelta(let part, let base64)) = event else {
                Issue.record("only the scan sees audio: \(String(decoding: bytes, as: UTF8.self))")
                return false
            }
            #expect(String(decoding: bytes[delta.payload], as: UTF8.self) == base64)
            #expect(String(decoding: bytes[delta.itemID], as: UTF8.self) == part.itemID)
            #expect(String(decoding: bytes[delta.responseID], as: UTF8.self) == part.responseID)
            #expect(delta.decodedByteCount <= base64.utf8.count)
            return true
        case .escapedDelta, .malformedDelta:
            return false
        case .notAudioDelta:
            // Of a type written twice the scan goes by the first and the decoder by the last; both are safe.
            if case .success(.outputAudioDelta) = event, Self.count(of: #""type""#, in: bytes) == 1 {
                Issue.record("only the decoder sees audio: \(String(decoding: bytes, as: UTF8.self))")
            }
            return false
        }
    }

    private static func count(of text: String, in bytes: [UInt8]) -> Int {
        String(decoding: bytes, as: UTF8.self).ranges(of: text).count
    }

    private static func audio(using generator: inout SeededGenerator) -> [UInt8] {
        var members = [
            #""type":"response.output_audio.delta""#, #""response_id":"resp_C3""#, #""item_id":"item_B2""#,
            #""content_index":0"#, #""delta":"/////w==""#, #""obfuscation":{"a":[null,1e3]}"#,
        ]
        members.shuffle(using: &generator)
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard let place = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array(#"{}[]",:\/0"#.utf8).randomElement(using: &generator) ?? 0, at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
        }
    }
}
