import CoraCall

/// Recorded greetings in memory: as many as fit; the one kept longest goes first. A value.
struct GreetingShelf: Sendable {
    private struct Entry {
        var recording: GreetingRecording
        /// When its row was written, as the database says; nil until that is known.
        var version: String?
    }

    /// The most bytes in memory. Audio takes a megabyte for two minutes: this holds some 5 s for each of several
    /// thousand tenants.
    static let mostBytes = 256 << 20
    /// The longest recording that the database takes, in bytes: a minute (`tenant_greetings.audio`).
    private static let longest = 480_000

    /// The keys of recordings that are not in the database yet. All of them are on the shelf, which bounds them.
    private(set) var unsaved: Set<GreetingKey> = []
    private let limit: Int
    private var entries: [GreetingKey: Entry] = [:]
    private var order: [GreetingKey] = []
    private var byteCount = 0

    init(limit: Int = mostBytes) {
        self.limit = limit
    }

    /// The recording, if there is one.
    subscript(key: GreetingKey) -> GreetingRecording? {
        entries[key]?.recording
    }

    /// Keeps a recording that was just made; an empty one is not kept.
    mutating func keep(_ recording: GreetingRecording, for key: GreetingKey) {
        guard !recording.audio.isEmpty else { return }
        if recording.audio.count <= Self.longest { unsaved.insert(key) }
        put(Entry(recording: recording, version: nil), for: key)
    }

    /// Puts in a recording from the database, unless a newer one waits to go there.
    mutating func take(_ recording: GreetingRecording, for key: GreetingKey, version: String) {
        guard !unsaved.contains(key) else { return }
        put(Entry(recording: recording, version: version), for: key)
    }

    /// Marks a recording as done: it is in the database, or never will be.
    mutating func settle(_ key: GreetingKey, _ recording: GreetingRecording) {
        // The greeting may have been recorded anew meanwhile.
        if entries[key]?.recording == recording { unsaved.remove(key) }
    }

    /// Removes recordings that are no longer in the database.
    /// - Parameter found: the keys in the database, with their versions.
    /// - Returns: the keys whose recordings are in the database and not here.
    mutating func reconcile(with found: [(key: GreetingKey, version: String)]) -> [GreetingKey] {
        let versions = Dictionary(found.map { ($0.key, $0.version) }) { _, last in last }
        for (key, entry) in entries where entry.version != nil && versions[key] == nil && !unsaved.contains(key) {
            remove(key)
        }
        var missing: [GreetingKey] = []
        for (key, version) in found where !unsaved.contains(key) {
            guard let entry = entries[key], entry.version == nil || entry.version == version else {
                missing.append(key)
                continue
            }
            entries[key]?.version = version
        }
        return missing
    }

    private mutating func put(_ entry: Entry, for key: GreetingKey) {
        let old = entries.updateValue(entry, forKey: key)
        if old == nil { order.append(key) }
        byteCount += entry.recording.audio.count - (old?.recording.audio.count ?? 0)
        while byteCount > limit, let oldest = order.first { remove(oldest) }
    }

    private mutating func remove(_ key: GreetingKey) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        byteCount -= entry.recording.audio.count
        unsaved.remove(key)
        if let index = order.firstIndex(of: key) { order.remove(at: index) }
    }
}
