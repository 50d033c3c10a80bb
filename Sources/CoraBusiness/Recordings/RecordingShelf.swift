import CoraCall

/// Recorded sentences in memory: all that the settings in force name, and as many others as fit; of these, the one kept
/// longest goes first. A value.
struct RecordingShelf: Sendable {
    private struct Entry {
        var recording: Recording
        /// When its row was written, as the database says; nil until that is known.
        var version: String?
    }

    /// The bytes in memory from which on recordings that no setting names are evicted. Audio takes a megabyte for two
    /// minutes: this holds some 5 s for each of several thousand tenants.
    static let mostBytes = 256 << 20
    /// The longest recording that the database takes, in bytes: a minute (`recordings.audio`).
    private static let longest = 480_000

    /// The keys of recordings that are not in the database yet. All of them are on the shelf, which bounds them.
    private(set) var unsaved: Set<RecordingKey> = []
    private let limit: Int
    private var entries: [RecordingKey: Entry] = [:]
    private var order: [RecordingKey] = []
    private var needed: Set<RecordingKey> = []
    private var byteCount = 0

    init(limit: Int = mostBytes) {
        self.limit = limit
    }

    /// The recording, if there is one.
    subscript(key: RecordingKey) -> Recording? {
        entries[key]?.recording
    }

    /// Takes note of the keys that the settings in force name, in place of those named before.
    /// - Returns: whether a recording is missing here.
    mutating func need(_ keys: Set<RecordingKey>) -> Bool {
        needed = keys
        evict()
        return keys.contains { entries[$0] == nil }
    }

    /// Keeps a recording that was just made; an empty one is not kept.
    mutating func keep(_ recording: Recording, for key: RecordingKey) {
        guard !recording.audio.isEmpty else { return }
        if recording.audio.count <= Self.longest { unsaved.insert(key) }
        put(Entry(recording: recording, version: nil), for: key)
    }

    /// Puts in a recording from the database, unless a newer one waits to go there.
    mutating func take(_ recording: Recording, for key: RecordingKey, version: String) {
        guard !unsaved.contains(key) else { return }
        put(Entry(recording: recording, version: version), for: key)
    }

    /// Marks a recording as done: it is in the database, or never will be.
    mutating func settle(_ key: RecordingKey, _ recording: Recording) {
        // The sentence may have been recorded anew meanwhile.
        if entries[key]?.recording == recording { unsaved.remove(key) }
    }

    /// Removes recordings that are no longer in the database.
    /// - Parameter found: the keys in the database, with their versions.
    /// - Returns: the keys whose recordings are in the database and not here.
    mutating func reconcile(with found: [(key: RecordingKey, version: String)]) -> [RecordingKey] {
        let versions = Dictionary(found.map { ($0.key, $0.version) }) { _, last in last }
        for (key, entry) in entries where entry.version != nil && versions[key] == nil && !unsaved.contains(key) {
            remove(key)
        }
        var missing: [RecordingKey] = []
        for (key, version) in found where !unsaved.contains(key) {
            guard let entry = entries[key], entry.version == nil || entry.version == version else {
                missing.append(key)
                continue
            }
            entries[key]?.version = version
        }
        return missing
    }

    private mutating func put(_ entry: Entry, for key: RecordingKey) {
        let old = entries.updateValue(entry, forKey: key)
        if old == nil { order.append(key) }
        byteCount += entry.recording.audio.count - (old?.recording.audio.count ?? 0)
        evict()
    }

    private mutating func evict() {
        guard byteCount > limit else { return }
        for key in order where byteCount > limit && !needed.contains(key) { remove(key) }
    }

    private mutating func remove(_ key: RecordingKey) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        byteCount -= entry.recording.audio.count
        unsaved.remove(key)
        if let index = order.firstIndex(of: key) { order.remove(at: index) }
    }
}
