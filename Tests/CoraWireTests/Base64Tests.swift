import CoraWire
import Foundation
import NIOCore
import SeededTesting
import Testing

struct Base64Tests {
    @Test func `base64 is encoded and decoded as Foundation does it`() {
        var dice = SeededGenerator(seed: 5)
        for count in 0..<400 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
            let characters = encoded(bytes)
            #expect(characters == Data(bytes).base64EncodedString())
            #expect(decoded(characters) == bytes)
            #expect(decodedCount(characters) == count)
            #expect(Base64.encodedCount(count) == characters.utf8.count)
        }
    }

    @Test(arguments: [
        ("", 0), ("Zg==", 1), ("Zm8=", 2), ("Zm9v", 3), ("Zm9vYg==", 4), ("//////////8=", 8), ("Zh==", 1),
        ("Z", nil), ("Zg", nil), ("Zg=", nil), ("====", nil), ("=Zg=", nil), ("Z===", nil), ("Zg==Zg==", nil),
        ("Zm9\n", nil), ("Zm-_", nil), ("Zm9v ", nil), ("Zmé", nil), ("Zg=a", nil),
    ])
    func `only what is base64 is counted`(characters: String, count: Int?) {
        #expect(decodedCount(characters) == count)
        #expect((decoded(characters) != nil) == (count != nil))
    }

    @Test func `every byte outside the alphabet is refused`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min...UInt8.max {
            for place in 0..<3 {
                var characters = Array("AAAA".utf8)
                characters[place] = byte
                let count = characters.withUnsafeBytes { Base64.decodedCount($0) }
                #expect((count != nil) == alphabet.contains(byte), "\(byte) at \(place)")
            }
        }
    }

    @Test func `broken text is judged as Foundation judges it`() {
        var dice = SeededGenerator(seed: 6)
        for _ in 0..<5000 {
            var characters = Array(
                Data((0..<Int.random(in: 1...30, using: &dice)).map { UInt8($0) }).base64EncodedString().utf8)
            if let place = characters.indices.randomElement(using: &dice) {
                characters[place] = UInt8.random(in: 0...127, using: &dice)
            }
            let text = String(decoding: characters, as: UTF8.self)
            // Foundation reads "Zg=a", where padding stands before a character.
            guard !text.drop(while: { $0 != "=" }).contains(where: { $0 != "=" }) else { continue }
            let theirs = Data(base64Encoded: text).map { Array($0) }
            #expect(decoded(text) == theirs, "\(text)")
        }
    }

    @Test func `nothing is appended on failure`() {
        var buffer = ByteBuffer(string: "kept")
        let isDecoded = Array("Zg=a".utf8).withUnsafeBytes { Base64.decode($0, into: &buffer) }
        #expect(!isDecoded && String(buffer: buffer) == "kept")
    }

    private func encoded(_ bytes: [UInt8]) -> String {
        var buffer = ByteBuffer()
        bytes.withUnsafeBytes { Base64.encode($0, into: &buffer) }
        return String(buffer: buffer)
    }

    private func decoded(_ characters: String) -> [UInt8]? {
        var buffer = ByteBuffer()
        let isDecoded = Array(characters.utf8).withUnsafeBytes { Base64.decode($0, into: &buffer) }
        return isDecoded ? Array(buffer.readableBytesView) : nil
    }

    private func decodedCount(_ characters: String) -> Int? {
        Array(characters.utf8).withUnsafeBytes { Base64.decodedCount($0) }
    }
}
