import CoraCall
import Synchronization

/// Recorded sentences in memory: all that the settings in force name, and as many others as fit; of these, the one kept
/// longest goes first.
final class MemoryRecordings: RecordingStore {
    /// How many recordings are kept; each is some 5 s, 40 kB.
    private static let most = 2000

    private struct Shelf {
        var recordings: [RecordingKey: Recording] = [:]
        var order: [RecordingKey] = []
        var needed: Set<RecordingKey> = []

        mutating func evict() {
            while order.count > most, let index = order.firstIndex(where: { !needed.contains($0) }) {
                recordings[order.remove(at: index)] = nil
            }
        }
    }

    private let shelf = Mutex(Shelf())

    /// The recording; nil if there is none. From any isolation.
    func recording(for key: RecordingKey) -> Recording? {
        shelf.withLock { $0.recordings[key] }
    }

    /// Keeps a recording, in place of the oldest that no setting names if there is no room. From any isolation.
    func keep(_ recording: Recording, for key: RecordingKey) {
        shelf.withLock { shelf in
            if shelf.recordings.updateValue(recording, forKey: key) == nil { shelf.order.append(key) }
            shelf.evict()
        }
    }

    /// Takes note of the recordings that the settings in force name. From any isolation.
    func need(_ keys: Set<RecordingKey>) {
        shelf.withLock { shelf in
            shelf.needed = keys
            shelf.evict()
        }
    }
}
