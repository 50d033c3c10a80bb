import Foundation
import FuzzSubjects
import SeededTesting
import Testing

/// The kept inputs, those that once broke something among them, and small changes of each.
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Corpus")

    private static func inputs(of subject: FuzzSubject) throws -> [(name: String, bytes: [UInt8])] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: subject.rawValue), includingPropertiesForKeys: nil)
        return try files.map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }

    /// Checks an input on a thread of its own: some subjects block.
    private static func broken(_ bytes: [UInt8], _ subject: FuzzSubject) async -> String? {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: bytes.withUnsafeBytes { subject.check($0) }) }.start()
        }
    }

    @Test(arguments: FuzzSubject.allCases)
    func `every kept input is borne`(subject: FuzzSubject) async throws {
        let inputs = try Self.inputs(of: subject)
        #expect(!inputs.isEmpty)
        for input in inputs { #expect(await Self.broken(input.bytes, subject) == nil, "\(input.name)") }
    }

    @Test(arguments: FuzzSubject.allCases)
    func `every kept input is borne with bytes changed, cut off, doubled and from elsewhere`(subject: FuzzSubject)
        async throws
    {
        let inputs = try Self.inputs(of: subject)
        var random = SeededGenerator(seed: 7)
        for input in inputs {
            for _ in 0..<40 {
                let changed = Self.changed(input.bytes, inputs.randomElement(using: &random)?.bytes ?? [], &random)
                #expect(await Self.broken(changed, subject) == nil, "\(input.name): \(changed)")
            }
        }
    }

    private static func changed(_ bytes: [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeLast(bytes.count - place)
            case 2: bytes.insert(contentsOf: bytes.suffix(8), at: place)
            case 3: bytes.insert(contentsOf: other.prefix(12), at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return bytes
    }
}
