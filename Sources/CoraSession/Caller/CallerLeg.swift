package import CoraCall
package import NIOCore

/// The caller's end of a call. The call's core asks it for what it can do (``LegAbilities``) and never which leg it is:
/// the carrier's media socket is one, a browser's peer connection, whose audio goes around us, is another. Loop-bound:
/// every method is called on the call's event loop.
package protocol CallerLeg: AnyObject {
    /// What the leg can do. What it cannot do it is not asked for, or does nothing.
    var abilities: LegAbilities { get }
    /// Whether anything can still be sent.
    var isOpen: Bool { get }
    /// Whether the peer has not read for so long that keeping more would be without bound.
    var isOverfull: Bool { get }
    /// Bytes written that the peer has not taken.
    var pendingBytes: Int { get }

    /// The model's audio will be in this encoding.
    func prepare(for encoding: AudioEncoding)

    // MARK: To the caller

    /// A new item of the model's speech begins: nothing of the last one is to be heard in it.
    func beginItem()
    /// Writes one delta of the model's speech. Audio path.
    /// - Parameters:
    ///   - base64: valid base64 in the model's encoding.
    ///   - byteCount: what it decodes to.
    /// - Returns: bytes of line audio; with zero nothing was written.
    func play(base64: UnsafeRawBufferPointer, byteCount: Int) -> Int
    /// Writes what the filters still hold at the end of an item.
    /// - Returns: bytes of line audio; with zero nothing was written.
    func playTail() -> Int
    /// Writes a piece of a recording: µ-law, 8 kHz.
    func play(line audio: UnsafeRawBufferPointer)
    /// The line audio of the delta just written. Allocates: for recordings only.
    func lastLine(base64: UnsafeRawBufferPointer) -> [UInt8]
    /// Puts a mark behind all that was written; it comes back as `CallEvent.markReturned` once that was heard.
    func mark(_ mark: PlayoutClock.Mark)
    /// Drops what was written and has not been heard.
    func clear()
    /// Sends what was written.
    func flush()
    /// Says goodbye to the peer with this code (RFC 6455 §7.4.1) and closes, after giving the peer's own close time.
    func close(_ code: UInt16)

    // MARK: To the model

    /// Writes the append for one payload of the caller's audio.
    /// - Parameter base64: valid base64 of the leg's audio.
    func writeAppend(base64: UnsafeRawBufferPointer, into frame: inout ByteBuffer)
    /// Writes the append for that much silence.
    func writeSilence(milliseconds: Int, into frame: inout ByteBuffer)
}
