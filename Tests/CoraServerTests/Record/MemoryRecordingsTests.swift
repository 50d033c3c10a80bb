import CoraCall
import CoraTenant
import Testing

@testable import CoraServer

struct MemoryRecordingsTests {
    private func key(_ number: Int) -> RecordingKey {
        RecordingKey(text: "Hello \(number).", voice: "marin", model: "m")
    }

    @Test func `a recording is found under every part of its key and under no other`() {
        let store = MemoryRecordings()
        let recording = Recording(audio: [1, 2, 3])
        store.keep(recording, for: key(1))
        #expect(store.recording(for: key(1)) == recording)
        let parts: [WritableKeyPath<RecordingKey, String>] = [\.text, \.voice, \.model]
        for part in parts {
            var other = key(1)
            other[keyPath: part] += "x"
            #expect(store.recording(for: other) == nil)
        }
        var other = key(1)
        other.format = .pcm16
        #expect(store.recording(for: other) == nil)
    }

    @Test func `a new recording takes the old one's place`() {
        let store = MemoryRecordings()
        store.keep(Recording(audio: [1]), for: key(1))
        store.keep(Recording(audio: [2]), for: key(1))
        #expect(store.recording(for: key(1))?.audio == [2])
    }

    @Test func `there is an end to them: the one kept longest goes first`() {
        let store = MemoryRecordings()
        for number in 0...2000 { store.keep(Recording(audio: [0]), for: key(number)) }
        #expect(store.recording(for: key(0)) == nil)
        #expect(store.recording(for: key(1)) != nil)
        #expect(store.recording(for: key(2000)) != nil)
    }

    @Test func `what the settings name stays`() {
        let store = MemoryRecordings()
        store.need([key(0), key(2)])
        for number in 0...2001 { store.keep(Recording(audio: [0]), for: key(number)) }
        #expect([0, 2].allSatisfy { store.recording(for: key($0)) != nil })
        #expect([1, 3].allSatisfy { store.recording(for: key($0)) == nil })
        store.need([])
        store.keep(Recording(audio: [0]), for: key(2002))
        #expect(store.recording(for: key(0)) == nil)
    }
}
