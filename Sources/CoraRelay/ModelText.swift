/// What the model is sent: its settings and the greeting's request once, and the caller's audio (Realtime client events).
enum ModelText {
    static let update: StaticString = """
        {"type":"session.update","session":{"type":"realtime","output_modalities":["audio"],"audio":{\
        "input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad"}},\
        "output":{"format":{"type":"audio/pcmu"}}}}}
        """
    static let greet: StaticString = #"{"type":"response.create"}"#
    /// An append up to its audio, and behind it.
    static let appendHead: StaticString = #"{"type":"input_audio_buffer.append","audio":""#
    static let appendTail: StaticString = #""}"#
}

extension StaticString {
    /// Its characters; it lives as long as the program.
    @inline(__always)
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
