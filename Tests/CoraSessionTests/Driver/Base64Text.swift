import CoraWire
import NIOCore

/// Base64 for messages that tests write and read.
enum Base64Text {
    static func encode(_ bytes: [UInt8]) -> String {
        var buffer = ByteBuffer()
        bytes.withUnsafeBytes { Base64.encode($0, into: &buffer) }
        return String(buffer: buffer)
    }

    static func decode(_ text: String) -> [UInt8] {
        var buffer = ByteBuffer()
        let isWhole = ByteBuffer(string: text).withUnsafeReadableBytes { Base64.decode($0, into: &buffer) }
        return isWhole ? Array(buffer.readableBytesView) : []
    }
}
