import BenchProbes
import CoraAudio
import CoraRealtime
import CoraTwilio
import CoraWire
import NIOCore

/// What one 20 ms frame costs in each step of the audio path.
struct AudioBenchmark {
    let repetitions: Int
    let thresholds: Thresholds
    private static let rounds = 9

    private let line = [UInt8](unsafeUninitializedCapacity: 160) { codes, count in
        for index in 0..<160 { codes[index] = UInt8(truncatingIfNeeded: index &* 37) }
        count = 160
    }

    func run() -> Section {
        var section = Section(
            title: "Audio, a 20 ms frame", note: "the median of \(Self.rounds) rounds of \(repetitions) frames")
        codecs(&section)
        resampling(&section)
        messages(&section)
        return section
    }

    private func codecs(_ section: inout Section) {
        var samples = [Int16](repeating: 0, count: 160)
        var codes = line
        add("g711Decode", "G.711 decode", to: &section) {
            codes.withUnsafeBufferPointer { codes in
                samples.withUnsafeMutableBufferPointer { G711.decode(codes, into: $0) }
            }
        }
        add("g711Encode", "G.711 encode", to: &section) {
            samples.withUnsafeBufferPointer { samples in
                codes.withUnsafeMutableBufferPointer { G711.encode(samples, into: $0) }
            }
        }
    }

    private func resampling(_ section: inout Section) {
        let narrow = line.map { Int16($0) << 6 }
        let wide = (0..<480).map { Int16(truncatingIfNeeded: $0 &* 131) }
        var output = [Int16](repeating: 0, count: 480)
        for (name, title, from, to, input) in [
            ("up", "resample 8 to 24 kHz", SampleRate.kHz8, SampleRate.kHz24, narrow),
            ("down", "resample 24 to 8 kHz", .kHz24, .kHz8, wide),
        ] {
            var resampler = Resampler(from: from, to: to)
            add(name, title, to: &section) {
                input.withUnsafeBufferPointer { input in
                    output.withUnsafeMutableBufferPointer { _ = resampler.process(input, into: $0) }
                }
            }
        }
    }

    private func messages(_ section: inout Section) {
        let base64 = ByteBuffer(bytes: line).base64
        let media = CarrierMessages.media(1000, base64)
        let delta = ModelEvents.delta(base64, of: "item_1", of: "resp_1")
        var buffer = ByteBuffer()
        var found = 0
        add("mediaDecode", "Twilio media, decode", to: &section) {
            media.withUnsafeReadableBytes { bytes in
                if case .media(let frame)? = try? MediaStreamMessage.decode(bytes) { found &+= frame.audioByteCount }
            }
        }
        add("deltaScan", "audio delta, scan", to: &section) {
            delta.withUnsafeReadableBytes { bytes in
                if case .delta(let delta) = AudioDelta.scan(bytes) { found &+= delta.decodedByteCount }
            }
        }
        add("appendSplice", "append, splice", to: &section) {
            buffer.clear()
            buffer.writeStaticString(AppendWriter.head)
            base64.withUnsafeReadableBytes { _ = buffer.writeBytes($0) }
            buffer.writeStaticString(AppendWriter.tail)
        }
        add("base64Encode", "base64, encode 160 bytes", to: &section) {
            buffer.clear()
            line.withUnsafeBytes { Base64.encode($0, into: &buffer) }
        }
        add("base64Decode", "base64, decode 160 bytes", to: &section) {
            buffer.clear()
            base64.withUnsafeReadableBytes { found &+= Base64.decode($0, into: &buffer) ? 1 : 0 }
        }
        precondition(found > 0, "the probes' own messages are understood")
    }

    private func add(_ name: String, _ title: String, to section: inout Section, _ step: () -> Void) {
        let rounds = (0..<Self.rounds).map { _ in
            let began = Stamp.now
            for _ in 0..<repetitions { step() }
            return Double(Stamp.now - began) / Double(repetitions)
        }
        section.measures.append(
            thresholds.measure("audio.\(name)", title, rounds.sorted()[Self.rounds / 2], "ns", places: 0))
    }
}
