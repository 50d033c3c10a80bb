import CoraAudio
import SeededTesting
import Testing

struct WAVFileParsingTests {
    private static let pcm: [UInt8] = [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0]
    private static let tagSuffix: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    private static let expected = WAVFile(.pcm16([1, 2, -1]), sampleRate: 8_000)
    private static let sound: [UInt8] = [1, 0, 2, 0, 0xFF, 0xFF]

    @Test func `unknown chunks are skipped, with the padding of odd ones`() throws {
        let bytes = riff(
            chunk("JUNK", [9, 9, 9]) + chunk("fmt ", Self.pcm) + chunk("LIST", []) + chunk("data", Self.sound)
                + chunk("LIST", [1, 2, 3, 4]))

        #expect(try WAVFile(parsing: bytes) == Self.expected)
    }

    /// What programs leave in a header they could not go back to: espeak-ng 0x7FFFF000, ffmpeg 0xFFFFFFFF, others 0.
    @Test(
        arguments: [
            (0x7FFF_F024, 0x7FFF_F000), (0xFFFF_FFFF, 0xFFFF_FFFF), (0xFFFF_FFFF, 0), (0, 0), (36, 0), (0, 6),
        ] as [(UInt32, UInt32)])
    func `a length that was not known is to the end`(file: UInt32, data: UInt32) throws {
        let bytes = riff(chunk("fmt ", Self.pcm) + chunk("data", Self.sound, length: data), length: file)

        #expect(try WAVFile(parsing: bytes) == Self.expected)
    }

    @Test func `an empty data chunk with others after it is empty`() throws {
        let bytes = riff(chunk("fmt ", Self.pcm) + chunk("data", []) + chunk("LIST", [1, 2, 3, 4]))

        #expect(try WAVFile(parsing: bytes) == WAVFile(.pcm16([]), sampleRate: 8_000))
    }

    @Test func `a last frame that is cut off is dropped`() throws {
        let stereo = replacing(Self.pcm, at: 2, with: 2)
        let bytes = riff(chunk("fmt ", stereo) + chunk("data", Self.sound))

        #expect(try WAVFile(parsing: bytes) == WAVFile(.pcm16([1, 2]), sampleRate: 8_000, channels: .stereo))
    }

    @Test func `an extensible format is what its sub-format says`() throws {
        let extensible = [0xFE, 0xFF] + Self.pcm.dropFirst(2) + [22, 0, 16, 0, 4, 0, 0, 0]
        let known = riff(chunk("fmt ", extensible + [1, 0] + Self.tagSuffix) + chunk("data", Self.sound))
        let float = riff(chunk("fmt ", extensible + [3, 0] + Self.tagSuffix) + chunk("data", Self.sound))
        let unknown = riff(chunk("fmt ", extensible + [1, 0] + Self.tagSuffix.reversed()))
        let short = riff(chunk("fmt ", extensible + [1, 0] + Self.tagSuffix.dropLast()))

        #expect(try WAVFile(parsing: known) == Self.expected)
        #expect(error(float) == .encodingUnsupported(tag: 3, bitsPerSample: 16))
        #expect(error(unknown) == .encodingUnsupported(tag: 0xFFFE, bitsPerSample: 16))
        #expect(error(short) == .formatTruncated)
    }

    @Test func `what cannot be read says why`() {
        let data = chunk("data", Self.sound)
        #expect(error([]) == .notWAV)
        #expect(error(Array("RIFX".utf8) + riff(data).dropFirst(4)) == .notWAV)
        #expect(error(riff(data)) == .formatMissing)
        #expect(error(riff([])) == .formatMissing)
        #expect(error(riff(chunk("fmt ", Self.pcm))) == .dataMissing)
        #expect(error(riff(chunk("fmt ", Self.pcm.dropLast()) + data)) == .formatTruncated)
        #expect(error(format(at: 14, 24)) == .encodingUnsupported(tag: 1, bitsPerSample: 24))
        #expect(error(format(at: 0, 7)) == .encodingUnsupported(tag: 7, bitsPerSample: 16))
        #expect(error(format(at: 2, 0)) == .channelCountUnsupported(0))
        #expect(error(format(at: 2, 3)) == .channelCountUnsupported(3))
        let noRate = replacing(replacing(Self.pcm, at: 4, with: 0), at: 5, with: 0)
        #expect(error(riff(chunk("fmt ", noRate) + data)) == .sampleRateZero)
        #expect(
            "\(WAVFile.ParseError.encodingUnsupported(tag: 3, bitsPerSample: 32))"
                == "format 3 with 32 bits a sample: only 16-bit PCM (1) and 8-bit µ-law (7) can be read")
    }

    @Test func `no truncation and no damage makes it trap or invent samples`() {
        var random = SeededGenerator(seed: 9)
        let extensible = [0xFE, 0xFF] + Self.pcm.dropFirst(2) + [22, 0, 16, 0, 4, 0, 0, 0, 1, 0] + Self.tagSuffix
        let seeds = [
            riff(chunk("fmt ", Self.pcm) + chunk("data", Self.sound)),
            riff(
                chunk("JUNK", [1, 2, 3]) + chunk("fmt ", extensible) + chunk("data", Self.sound) + chunk("LIST", [7])),
            WAVFile(.muLaw([1, 2, 3]), sampleRate: 8_000).serialized(),
        ]
        var readable = 0
        func check(_ bytes: [UInt8]) {
            guard let file = try? WAVFile(parsing: bytes) else { return }
            readable += 1
            if file.samples.count > bytes.count { Issue.record("more samples than bytes in \(bytes)") }
        }

        for seed in seeds {
            for count in 0...seed.count { check(Array(seed.prefix(count))) }
        }
        for _ in 0..<4_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] =
                    [0, 1, 0x7F, 0x80, 0xFE, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            check(Array(bytes.prefix(Int.random(in: 0...bytes.count * 2, using: &random))))
        }
        // Damage that always ended at the first check would have tested nothing.
        #expect(readable > 300)
    }

    private func error(_ bytes: [UInt8]) -> WAVFile.ParseError? {
        do throws(WAVFile.ParseError) {
            _ = try WAVFile(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    /// A file whose format has one byte changed.
    private func format(at index: Int, _ value: UInt8) -> [UInt8] {
        riff(chunk("fmt ", replacing(Self.pcm, at: index, with: value)) + chunk("data", Self.sound))
    }

    private func replacing(_ bytes: [UInt8], at index: Int, with value: UInt8) -> [UInt8] {
        var bytes = bytes
        bytes[index] = value
        return bytes
    }

    private func riff(_ chunks: [UInt8], length: UInt32? = nil) -> [UInt8] {
        chunk("RIFF", Array("WAVE".utf8) + chunks, length: length)
    }

    /// - Parameter length: what the header claims, if it is not the truth.
    private func chunk(_ name: String, _ contents: some Collection<UInt8>, length: UInt32? = nil) -> [UInt8] {
        let length = length ?? UInt32(contents.count)
        let lengthBytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: length >> $0) }
        return Array(name.utf8) + lengthBytes + contents + (contents.count % 2 == 1 ? [0] : [])
    }
}
