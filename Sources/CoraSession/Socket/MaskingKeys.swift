import CoraWire
import Glibc

/// Masks for the frames a client sends (RFC 6455 §5.3 wants their keys unpredictable).
///
/// The kernel is asked for 64 keys at once: a call for each frame would take 600 ns. Loop-bound.
struct MaskingKeys {
    private static let count = 64
    private var words: [UInt32] = []

    /// The mask of the next frame.
    mutating func next() -> FrameMask { FrameMask(key: word()) }

    private mutating func word() -> UInt32 {
        if let word = words.popLast() { return word }
        words.append(contentsOf: repeatElement(0, count: Self.count))
        // getentropy(3) gives at most 256 bytes at once, as many as are asked for here. It fails only where the kernel
        // has no source of randomness at all, and then the generator of the standard library would trap.
        let filled = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
        if !filled {
            var system = SystemRandomNumberGenerator()
            for index in words.indices { words[index] = UInt32(truncatingIfNeeded: system.next()) }
        }
        return words.popLast() ?? 0
    }
}
