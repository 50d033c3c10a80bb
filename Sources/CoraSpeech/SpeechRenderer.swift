import CoraAudio
import Foundation

/// Why a line could not be spoken.
package struct SpeechError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in words.
    package var description: String
}

/// Speaks each line with espeak-ng once and keeps the sound in a folder.
///
/// It starts programs and waits for them: for use at set-up only, never on an event loop.
package struct SpeechRenderer: Sendable {
    /// Speech is brought to this level (RMS, dB below full scale), a talker's usual level on a line.
    package static let levelDecibels = -20.0
    /// Goes into the hash in every cached file's name; to be changed when the rendering changes.
    private static let edition = "1"
    /// Words a minute; espeak-ng's own 175 is hurried.
    private static let wordsPerMinute = "160"

    private let folder: String

    /// - Parameter folder: where rendered lines are kept; made if need be.
    package init(folder: String = ".cora/speech") {
        self.folder = folder
    }

    /// Renders every line, or takes it from the folder.
    /// - Throws: ``SpeechError`` when a tool is missing or fails; it names the Debian package.
    package func render(_ lines: some Sequence<SpeechLine>) throws(SpeechError) -> SpeechLibrary {
        var library = SpeechLibrary()
        for line in Set(lines) {
            for rate in SpeechRate.allCases {
                library.add(line, try samples(line, at: rate), at: rate)
            }
        }
        return library
    }

    /// A line with this ending is the path of a recording, which is played at its own level instead of being spoken.
    package static let recordingSuffix = ".wav"

    private func recording(_ path: String, at rate: SpeechRate) throws(SpeechError) -> [Int16] {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw SpeechError(description: "the recording \(path) cannot be read")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw SpeechError(description: "the folder \(folder) cannot be made: \(error)")
        }
        let converted = "\(folder)/\(UUID().uuidString).wav"
        defer { try? FileManager.default.removeItem(atPath: converted) }
        try Self.run("sox", ["-G", path, "-r", "\(rate.rawValue)", "-b", "16", "-c", "1", converted], package: "sox")
        guard let samples = Self.read(converted) else {
            throw SpeechError(description: "sox made no readable WAV of \(path)")
        }
        return samples
    }

    private func samples(_ line: SpeechLine, at rate: SpeechRate) throws(SpeechError) -> [Int16] {
        if line.text.hasSuffix(Self.recordingSuffix) { return try recording(line.text, at: rate) }
        let kept = path(line, "\(rate.rawValue).wav")
        if let file = Self.read(kept) { return file }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw SpeechError(description: "the folder \(folder) cannot be made: \(error)")
        }
        // Names of their own: two processes may render the same line.
        let spoken = "\(folder)/\(UUID().uuidString).wav"
        let converted = "\(folder)/\(UUID().uuidString).wav"
        defer {
            try? FileManager.default.removeItem(atPath: spoken)
            try? FileManager.default.removeItem(atPath: converted)
        }
        try Self.run(
            "espeak-ng", ["-v", line.voice, "-s", Self.wordsPerMinute, "-w", spoken, "--", line.text],
            package: "espeak-ng")
        try Self.run(
            "sox", ["-G", spoken, "-r", "\(rate.rawValue)", "-b", "16", "-c", "1", converted], package: "sox")
        guard let raw = Self.read(converted) else {
            throw SpeechError(description: "sox wrote no readable WAV for: \(line.text)")
        }
        let samples = Self.levelled(Self.trimmed(raw))
        do {
            let file = WAVFile(.pcm16(samples), sampleRate: UInt32(rate.rawValue))
            try Data(file.serialized()).write(to: URL(fileURLWithPath: kept), options: .atomic)
        } catch {
            throw SpeechError(description: "\(kept) cannot be written: \(error)")
        }
        return samples
    }

    private func path(_ line: SpeechLine, _ ending: String) -> String {
        // FNV-1a: stable from run to run, which Swift's own hash is not.
        let bytes = "\(Self.edition)\n\(line.voice)\n\(line.text)".utf8
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return "\(folder)/\(String(hash, radix: 16)).\(ending)"
    }

    private static func read(_ path: String) -> [Int16]? {
        guard let data = FileManager.default.contents(atPath: path), let file = try? WAVFile(parsing: Array(data))
        else { return nil }
        return file.monoSamples
    }

    /// The samples without the silence before the first sound and after the last, so that a line's times are those of
    /// its sound.
    static func trimmed(_ samples: [Int16]) -> [Int16] {
        let isSound = { (sample: Int16) in sample.magnitude > 200 }
        guard let first = samples.firstIndex(where: isSound), let last = samples.lastIndex(where: isSound) else {
            return samples
        }
        return Array(samples[first...last])
    }

    /// The samples scaled to ``levelDecibels``, or to less where a peak would clip.
    static func levelled(_ samples: [Int16]) -> [Int16] {
        let squares = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        let peak = samples.map(\.magnitude).max() ?? 0
        guard squares > 0, peak > 0 else { return samples }
        let rms = (squares / Double(samples.count)).squareRoot()
        let wanted = 32_768 * pow(10, levelDecibels / 20)
        let gain = min(wanted / rms, 32_000 / Double(peak))
        return samples.map { Int16((Double($0) * gain).rounded()) }
    }

    private static func run(_ tool: String, _ arguments: [String], package: String) throws(SpeechError) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        let complaints = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = complaints
        do {
            try process.run()
        } catch {
            throw SpeechError(description: "\(tool) cannot be started: \(error)")
        }
        let text = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        if process.terminationStatus == 127 {
            throw SpeechError(description: "\(tool) is not installed; install it with: apt-get install \(package)")
        }
        guard process.terminationStatus == 0 else {
            let reason = String(decoding: text.prefix(300), as: UTF8.self)
            throw SpeechError(description: "\(tool) failed: \(reason)")
        }
    }
}
