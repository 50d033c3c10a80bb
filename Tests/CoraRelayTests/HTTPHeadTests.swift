import Testing

@testable import CoraRelay

struct HTTPHeadTests {
    private static let request = "GET /media HTTP/1.1\r\nHost: here\r\nSec-WebSocket-Key:\tabc\r\nhost: there\r\n\r\n"

    @Test func `a head is read whole, and says how long it was`() throws {
        let head = try #require(try read(Self.request + "rest"))
        #expect(head.first == ["GET", "/media", "HTTP/1.1"])
        #expect(head.length == Self.request.utf8.count)
        #expect(head["host"] == "here")
        #expect(head["sec-websocket-key"] == "abc")
        #expect(head["content-length"] == nil)
    }

    @Test func `a head without its last byte is waited for, wherever it ends`() throws {
        for count in 0..<Self.request.utf8.count {
            #expect(try read(Array(Self.request.utf8.prefix(count))) == nil)
        }
    }

    @Test func `a reason of several words is one word of the first line`() throws {
        let head = try #require(try read("HTTP/1.1 101 Switching Protocols\r\n\r\n"))
        #expect(head.first == ["HTTP/1.1", "101", "Switching Protocols"])
    }

    @Test(arguments: ["\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nnonsense\r\n\r\n"])
    func `what is no head is refused`(_ text: String) {
        #expect(throws: HTTPHead.Fault.malformed) { try read(text) }
    }

    @Test func `a head without an end is not waited for longer than its bound`() throws {
        #expect(try read(String(repeating: "a", count: HTTPHead.longest - 1)) == nil)
        #expect(throws: HTTPHead.Fault.tooLong) { try read(String(repeating: "a", count: HTTPHead.longest)) }
    }

    private func read(_ text: String) throws -> HTTPHead? { try read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) throws -> HTTPHead? {
        try bytes.withUnsafeBytes { try HTTPHead.read($0) }
    }
}
