#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Members of JSON objects, found by the text of their keys: the object is not read. That is enough for two peers that write
/// as their documentation shows, and for nothing else.
enum Field {
    /// What is between the quotes that follow a key.
    /// - Parameters:
    ///   - key: the key with everything up to its value's first quote: `"payload":"`.
    ///   - rare: which of its characters is sought; the one that is seldom in front of it.
    @inline(__always)
    static func value(
        after key: StaticString, rare: Int, in text: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        guard let start = end(of: key, rare: rare, in: text), let base = text.baseAddress,
            let stop = memchr(base + start, 0x22, text.count - start)
        else { return nil }
        return UnsafeRawBufferPointer(start: base + start, count: UnsafeRawPointer(stop) - (base + start))
    }

    /// Where the first occurrence of `key` ends, counted from the beginning.
    @inline(__always)
    static func end(of key: StaticString, rare: Int, in text: UnsafeRawBufferPointer) -> Int? {
        guard let base = text.baseAddress else { return nil }
        let (length, character) = (key.utf8CodeUnitCount, Int32(key.utf8Start[rare]))
        // The character of an occurrence is no nearer to either end than this.
        var from = rare
        let last = text.count - (length - rare)
        while from <= last, let found = memchr(base + from, character, last - from + 1) {
            let place = UnsafeRawPointer(found) - base
            if memcmp(base + (place - rare), key.utf8Start, length) == 0 { return place - rare + length }
            from = place + 1
        }
        return nil
    }

    /// Whether some text is these characters.
    @inline(__always)
    static func matches(_ text: UnsafeRawBufferPointer, _ wanted: StaticString) -> Bool {
        guard let base = text.baseAddress else { return false }
        return text.count == wanted.utf8CodeUnitCount && memcmp(base, wanted.utf8Start, text.count) == 0
    }
}
