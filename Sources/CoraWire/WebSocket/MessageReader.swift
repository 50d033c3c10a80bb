package import NIOCore

/// A message of a websocket, or a control frame, without its mask.
package enum WebSocketMessage {
    /// The payload lies where it was read, and is valid as long as these bytes are.
    case inPlace(FrameOpcode, UnsafeRawBufferPointer)
    /// The message came in fragments.
    case joined(FrameOpcode, ByteBuffer)
}

/// Finds the messages in the bytes of a websocket, however they are split over reads. Messages are found where they lie:
/// nothing is copied but what comes in fragments, and the rest of a read that ends within a frame.
///
/// For each read: ``join(_:)``, ``next(in:at:)`` until it returns nil, ``keep(_:from:)``. After a fault nothing is read
/// any more.
package struct MessageReader {
    /// How much memory is kept for the rests of reads, in bytes; more is given back when it is not needed.
    private static let keptRoom = 8 << 10

    private let limits: FrameLimits
    private let isMasked: Bool
    /// The bytes of a frame whose end is not there yet; memory of our own.
    private var rest = ByteBuffer()
    /// Whether what is being read is ``rest``, with new bytes behind it.
    private var isJoined = false
    /// The fragments of a message, without masks; and how many there are: zero if there is no such message.
    private var parts = ByteBuffer()
    private var fragments = 0
    private var opcode = FrameOpcode.text

    /// - Parameters:
    ///   - limits: what is taken at most.
    ///   - isMasked: whether the peer has to mask: a client has to, a server must not (RFC 6455 §5.1).
    package init(_ limits: FrameLimits, isMasked: Bool) {
        self.limits = limits
        self.isMasked = isMasked
    }

    /// What is to be read now: the bytes that came, behind those that earlier reads left. Costs nothing if they left none.
    package mutating func join(_ bytes: ByteBuffer) -> ByteBuffer {
        guard rest.readableBytes > 0 else { return bytes }
        rest.writeImmutableBuffer(bytes)
        isJoined = true
        // Given away, so that nobody else holds it when it comes back and grows.
        defer { rest = ByteBuffer() }
        return rest
    }

    /// The next message.
    ///
    /// It takes the mask off a payload where the payload lies, so the bytes are mutable: the caller has to be their only
    /// reader.
    /// - Parameters:
    ///   - bytes: those of what ``join(_:)`` returned.
    ///   - offset: where to begin; moved behind what was taken.
    /// - Returns: nil if no further message is whole.
    package mutating func next(
        in bytes: UnsafeMutableRawBufferPointer, at offset: inout Int
    ) throws(FrameFault) -> WebSocketMessage? {
        while offset < bytes.count {
            let left = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            guard let header = try FrameHeader.read(left, limit: limits.longestMessage, isMasked: isMasked) else {
                return nil
            }
            if !header.opcode.isControl { try check(header) }
            let start = offset + header.length
            guard bytes.count - start >= header.count else { return nil }
            let payload = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + header.count])
            header.mask?.apply(to: payload)
            offset = start + header.count
            guard header.isFragment else { return .inPlace(header.opcode, UnsafeRawBufferPointer(payload)) }
            if let message = take(header, UnsafeRawBufferPointer(payload)) { return message }
        }
        return nil
    }

    /// Keeps what belongs to a frame whose end is not there yet: at most a frame without its last byte.
    /// - Parameters:
    ///   - bytes: what ``join(_:)`` returned; the caller's is not to be used any more.
    ///   - offset: where that begins.
    package mutating func keep(_ bytes: inout ByteBuffer, from offset: Int) {
        guard isJoined else {
            guard offset < bytes.readableBytes else { return }
            // Copied: the read's own memory may be many times as large.
            bytes.withUnsafeReadableBytes { _ = rest.writeBytes(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
            return
        }
        isJoined = false
        // Taken over, so that nobody else holds it.
        swap(&rest, &bytes)
        rest.moveReaderIndex(forwardBy: offset)
        if rest.storageCapacity > Self.keptRoom, rest.readableBytes <= Self.keptRoom {
            rest = ByteBuffer(bytes: rest.readableBytesView)
        } else {
            rest.discardReadBytes()
        }
    }
}

// MARK: Fragments

extension MessageReader {
    /// Refuses what may not come now. The payload need not be there.
    private func check(_ header: FrameHeader) throws(FrameFault) {
        if header.opcode == .continuation {
            guard fragments > 0 else { throw .noMessage }
        } else {
            guard fragments == 0 else { throw .unfinishedMessage }
            if header.isFinal { return }
        }
        guard header.isFinal || header.count >= limits.shortestFragment else { throw .shortFragment }
        // One that is not the last has another one behind it.
        guard fragments + (header.isFinal ? 1 : 2) <= limits.fragments else { throw .tooManyFragments }
        guard parts.readableBytes + header.count <= limits.longestMessage else { throw .tooLong }
    }

    /// Takes a fragment that was checked.
    /// - Returns: the message, if it is the last one's.
    private mutating func take(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) -> WebSocketMessage? {
        if fragments == 0 { opcode = header.opcode }
        fragments += 1
        parts.writeBytes(payload)
        guard header.isFinal else { return nil }
        defer {
            parts = ByteBuffer()
            fragments = 0
        }
        return .joined(opcode, parts)
    }
}

extension FrameHeader {
    /// Whether it is one of the fragments of a message.
    fileprivate var isFragment: Bool { !isFinal || opcode == .continuation }
}
