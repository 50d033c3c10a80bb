import CoraTenant
import CoraWeb
import NIOCore

/// A web client's message that was read and written again reads as the same; a client that sends and reports whatever it
/// likes never has more heard than was sent, nor a mark returned twice or out of order.
enum WebSubject {
    static func message(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let message = try? WebMessage.decode(bytes) else { return nil }
        var written = ByteBuffer()
        message.write(into: &written)
        let again = written.withUnsafeReadableBytes { try? WebMessage.decode($0) }
        return again == message ? nil : "written as \(String(buffer: written))"
    }

    /// Takes the bytes as what happens between a session and its client, three bytes a step.
    static func session(_ bytes: UnsafeRawBufferPointer) -> String? {
        var playback = WebPlayback()
        var intake = WebIntake(at: CallInstant(nanoseconds: 0))
        var now = CallInstant(nanoseconds: 0)
        var line = 0
        var heard = 0
        var asked = 0
        var returned = 0
        var came = 0
        var passed = 0
        for step in stride(from: 0, to: bytes.count - 2, by: 3) {
            let value = Int(bytes[step + 1]) << 8 | Int(bytes[step + 2])
            switch bytes[step] % 6 {
            case 0: line += playback.played(samples: value)
            case 1:
                asked += 1
                playback.wait(for: asked)
            case 2:
                if case .heard(let bytes) = playback.reported(value * 8) { heard = bytes }
                while let mark = playback.nextMark() {
                    guard mark > returned else { return "mark \(mark) after \(returned)" }
                    returned = mark
                }
            case 3:
                guard playback.clear() == playback.sent else { return "a clear in the middle of what was sent" }
                heard = line
            case 4:
                guard case .pass(let bytes) = intake.audioArrived(bytes: value, at: now) else { return nil }
                came += value
                passed += bytes
                guard bytes.isMultiple(of: WebAudio.blockBytes) else { return "\(bytes) bytes are no whole blocks" }
                guard (0..<WebAudio.blockBytes).contains(came - passed) else { return "\(passed) bytes of \(came)" }
            default:
                now = now + .milliseconds(value)
                _ = intake.frameArrived(at: now)
            }
            guard heard <= line, line == playback.sent / 3 else { return "\(heard) heard of \(line)" }
            guard returned <= asked else { return "mark \(returned) was not asked for" }
        }
        return nil
    }
}
