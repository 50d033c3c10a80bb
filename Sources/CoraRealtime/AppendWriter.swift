package import NIOCore

/// What an `input_audio_buffer.append` event is made of: the audio path to the model, fifty times a second a call.
///
/// The event is ``head``, base64, ``tail``. It carries no event id: the server does not answer it. The server reads the
/// audio of all its appends as one (openai-realtime §3), so how it is cut into events changes nothing that is heard.
package enum AppendWriter {
    /// What stands before the base64.
    package static let head: StaticString = #"{"type":"input_audio_buffer.append","audio":""#
    /// What stands behind it.
    package static let tail: StaticString = #""}"#

    /// Whether further base64 may be put behind that with which an event ends so far: base64 without padding stands for
    /// whole groups of three bytes, and the texts of two pieces are that of both together. µ-law of 20 ms is 160 bytes,
    /// which is padded; PCM16 of 24 kHz made of 8 kHz never is, six bytes a sample.
    ///
    /// To join padded pieces, all but the first would have to be encoded anew: measured, 2,300–3,200 instructions for a
    /// 20 ms piece, where an event of its own takes 1,700.
    package static func mayGrow(_ event: ByteBuffer) -> Bool {
        event.getInteger(at: event.writerIndex - 1, as: UInt8.self) != UInt8(ascii: "=")
    }
}
