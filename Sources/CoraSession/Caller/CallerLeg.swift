package import CoraCall
package import CoraTenant
package import NIOCore

/// The caller's end of a call. The call's core asks what a leg can do (``LegAbilities``) and never which kind it is:
/// one kind is the carrier's media socket, another a web client's, a third a browser's peer connection, whose audio does
/// not pass through us.
/// Loop-bound: every method is called on the call's event loop.
package protocol CallerLeg: AnyObject {
    /// What the leg can do. Methods for what it cannot do are not called, or do nothing.
    var abilities: LegAbilities { get }
    /// Whether anything can still be sent.
    var isOpen: Bool { get }
    /// Whether the peer has not read for so long that no more may be buffered for it.
    var isOverfull: Bool { get }
    /// How many written bytes wait in the channel because the peer does not read them.
    var pendingBytes: Int { get }

    /// Tells the leg whose call it is. Called when the ticket is redeemed, before any of the model's audio.
    /// - Returns: the encoding that the model's audio has both ways: the tenant's, or the leg's own if it has one.
    func prepare(for ticket: CallTicket) -> AudioEncoding

    // MARK: To the caller

    /// A new item of the model's speech begins: nothing of the last item may be heard in it.
    func beginItem()
    /// Writes one delta of the model's speech. Audio path.
    /// - Parameters:
    ///   - base64: valid base64 in the model's encoding.
    ///   - byteCount: how many bytes it decodes to.
    /// - Returns: how many bytes of line audio it is; if zero, nothing was written.
    func play(base64: UnsafeRawBufferPointer, byteCount: Int) -> Int
    /// Writes what the filters still hold at the end of an item.
    /// - Returns: how many bytes of line audio it is; if zero, nothing was written.
    func playTail() -> Int
    /// Writes a piece of a recording: µ-law, 8 kHz.
    func play(line audio: UnsafeRawBufferPointer)
    /// The line audio of the delta just written. Allocates; used only while a greeting is recorded.
    func lastLine(base64: UnsafeRawBufferPointer) -> [UInt8]
    /// Writes a mark behind all that was written. It comes back as `CallEvent.markReturned` once the caller has heard
    /// that.
    func mark(_ mark: PlayoutClock.Mark)
    /// Drops what was written and the caller has not heard.
    func clear()
    /// Shows something to a caller who can read.
    func show(_ what: Shown)
    /// Sends what was written.
    func flush()
    /// Sends the peer a close frame with the code of this end (RFC 6455 §7.4.1), gives it time to answer, and closes.
    func close(_ termination: Termination)

    // MARK: Connections of the caller's side to the model

    /// Asks the page for a connection to the model.
    func ask(for peer: PeerRequest)
    /// The page's connection of this number is the session's from now on.
    func use(peer number: Int)

    // MARK: To the model

    /// Writes one payload of the caller's audio into an `input_audio_buffer.append` event: base64 in the model's encoding.
    /// Audio path.
    /// - Parameter base64: valid base64 of the leg's audio.
    func writeAudio(base64: UnsafeRawBufferPointer, into append: inout ByteBuffer)
    /// Writes this much silence into an `input_audio_buffer.append` event, as ``writeAudio(base64:into:)`` does audio.
    func writeSilence(milliseconds: Int, into append: inout ByteBuffer)
}

extension CallerLeg {
    /// Does nothing: the leg's audio passes through us.
    package func ask(for peer: PeerRequest) {}
    /// Does nothing: the leg's audio passes through us.
    package func use(peer number: Int) {}
}
