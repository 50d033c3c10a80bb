package import NIOCore

/// One command: its name and its arguments.
package struct RedisCommand: Sendable, Equatable {
    /// The name, as in `SET`. Of a command with a subcommand (`CLIENT SETNAME`) the first word.
    package let name: String
    /// What follows the name.
    package let arguments: [RedisArgument]

    package init(_ name: String, _ arguments: [RedisArgument] = []) {
        self.name = name
        self.arguments = arguments
    }

    /// Appends the command as the server reads it: an array of bulk strings.
    package func write(into buffer: inout ByteBuffer) {
        Self.write("*", arguments.count + 1, into: &buffer)
        Self.write(name, into: &buffer)
        for argument in arguments {
            switch argument {
            case .text(let text): Self.write(text, into: &buffer)
            case .integer(let number): Self.write(String(number), into: &buffer)
            case .key(let key): Self.write(key.text, into: &buffer)
            case .bytes(let bytes):
                Self.write("$", bytes.count, into: &buffer)
                buffer.writeBytes(bytes)
                buffer.writeStaticString("\r\n")
            }
        }
    }

    private static func write(_ text: String, into buffer: inout ByteBuffer) {
        write("$", text.utf8.count, into: &buffer)
        buffer.writeString(text)
        buffer.writeStaticString("\r\n")
    }

    private static func write(_ kind: StaticString, _ number: Int, into buffer: inout ByteBuffer) {
        buffer.writeStaticString(kind)
        buffer.writeString(String(number))
        buffer.writeStaticString("\r\n")
    }
}
