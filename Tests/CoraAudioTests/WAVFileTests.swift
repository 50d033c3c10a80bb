import CoraAudio
import Testing

struct WAVFileTests {
    private static let sound = tone(hertz: 440, amplitude: 10_000, rate: .kHz8, count: 401)
    private static let even = Array(sound.dropLast())

    private static let files = [
        WAVFile(.pcm16(sound), sampleRate: 24_000),
        WAVFile(.pcm16(even), sampleRate: 16_000, channels: .stereo),
        WAVFile(.muLaw(sound.map(G711.encode)), sampleRate: 8_000),
        WAVFile(.muLaw(even.map(G711.encode)), sampleRate: 8_000, channels: .stereo),
        WAVFile(.pcm16([]), sampleRate: 8_000),
    ]

    @Test(arguments: files)
    func `what is written is read back`(file: WAVFile) throws {
        #expect(try WAVFile(parsing: file.serialized()) == file)
    }

    @Test func `the header of a PCM file is the canonical one`() {
        let bytes = WAVFile(.pcm16([1, -2]), sampleRate: 8_000).serialized()

        #expect(
            bytes == Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0]
                + [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0]
                + Array("data".utf8) + [4, 0, 0, 0, 1, 0, 0xFE, 0xFF])
    }

    @Test(arguments: files)
    func `sox reads our files`(file: WAVFile) throws {
        let bytes = file.serialized()

        #expect(try [Int16](bytes: AudioTool.sox(bytes, "-t wav", to: "-t raw -e signed -b 16")) == file.linearSamples)
        #expect(try AudioTool.soxi("-r", bytes) == String(file.sampleRate))
        #expect(try AudioTool.soxi("-c", bytes) == String(file.channels.rawValue))
        #expect(try AudioTool.soxi("-s", bytes) == String(file.samples.count / file.channels.rawValue))
    }

    @Test(arguments: ["-e signed -b 16", "-e mu-law -b 8"])
    func `we read sox's files, finished or from a pipe`(encoding: String) throws {
        let input = "-t raw -r 8000 -e signed -b 16 -c 2"
        let raw = try AudioTool.sox(Self.even.bytes, input, to: "-t raw \(encoding)")
        let expected: WAVFile.Samples =
            encoding.contains("mu-law") ? .muLaw(raw) : .pcm16([Int16](bytes: raw))

        let finished = try WAVFile(parsing: AudioTool.sox(Self.even.bytes, input, to: "-t wav \(encoding)"))
        let piped = try WAVFile(parsing: AudioTool.soxToPipe(Self.even.bytes, input, to: "-t wav \(encoding)"))

        #expect(finished == WAVFile(expected, sampleRate: 8_000, channels: .stereo))
        #expect(piped == finished)
    }

    @Test func `two recordings become left and right`() {
        let file = WAVFile(left: [1, 2, 3], right: [-1], sampleRate: 8_000)

        #expect(file == WAVFile(.pcm16([1, -1, 2, 0, 3, 0]), sampleRate: 8_000, channels: .stereo))
    }

    @Test func `stereo is mixed to mono by the mean`() {
        let samples: [Int16] = [100, 300, .max, .max, .min, .min, .min, .max]
        let file = WAVFile(.pcm16(samples), sampleRate: 8_000, channels: .stereo)

        #expect(file.monoSamples == [200, .max, .min, -1])
        #expect(WAVFile(.pcm16(samples), sampleRate: 8_000).monoSamples == samples)
        #expect(WAVFile(.pcm16([]), sampleRate: 8_000, channels: .stereo).monoSamples == [])
    }

    @Test func `a file plays as long as one of its channels`() {
        let samples = [Int16](repeating: 0, count: 12_000)

        #expect(WAVFile(.pcm16(samples), sampleRate: 8_000).duration == .milliseconds(1_500))
        #expect(WAVFile(.pcm16(samples), sampleRate: 8_000, channels: .stereo).duration == .milliseconds(750))
    }
}
