import CoraAudio
import Foundation

extension FakeCallReport {
    /// What ``write(to:)`` wrote.
    package struct Files: Sendable, Equatable {
        /// The caller's voice, mono.
        package var caller: String
        /// What the caller heard, mono.
        package var agent: String
        /// Both: the caller left, the agent right.
        package var call: String
        /// The picture, SVG.
        package var picture: String
    }

    /// Writes `caller.wav`, `agent.wav` and `call.wav` (8 kHz, 16 bits, all on one clock) and `call.svg` into a folder,
    /// which is made if need be. Blocks on the disk.
    /// - Throws: the file system's error.
    package func write(to folder: String) throws -> Files {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let caller = callerTrack.map(G711.decode)
        let agent = agentTrack.map(G711.decode)
        let files = Files(
            caller: "\(folder)/caller.wav", agent: "\(folder)/agent.wav", call: "\(folder)/call.wav",
            picture: "\(folder)/call.svg")
        try Self.write(WAVFile(.pcm16(caller), sampleRate: 8_000), to: files.caller)
        try Self.write(WAVFile(.pcm16(agent), sampleRate: 8_000), to: files.agent)
        try Self.write(WAVFile(left: caller, right: agent, sampleRate: 8_000), to: files.call)
        try Data(WaveformPicture(self).svg.utf8).write(to: URL(fileURLWithPath: files.picture))
        return files
    }

    private static func write(_ file: WAVFile, to path: String) throws {
        try Data(file.serialized()).write(to: URL(fileURLWithPath: path))
    }
}
