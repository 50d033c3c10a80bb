import CoraCall
import Synchronization

/// Recorded greetings in memory: as many as fit; the one kept longest goes first.
final class MemoryGreetings: GreetingStore {
    /// How many greetings are kept; each is some 5 s, 40 kB.
    private static let most = 2000

    private struct Shelf {
        var recordings: [GreetingKey: GreetingRecording] = [:]
        var order: [GreetingKey] = []
    }

    private let shelf = Mutex(Shelf())

    /// The recording; nil if there is none.
    func recording(for key: GreetingKey) -> GreetingRecording? {
        shelf.withLock { $0.recordings[key] }
    }

    /// Keeps a recording, in place of the oldest if there is no room.
    func keep(_ recording: GreetingRecording, for key: GreetingKey) {
        shelf.withLock { shelf in
            if shelf.recordings.updateValue(recording, forKey: key) == nil { shelf.order.append(key) }
            if shelf.order.count > Self.most { shelf.recordings[shelf.order.removeFirst()] = nil }
        }
    }
}
