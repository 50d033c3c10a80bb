/// A form as Twilio posts it: `application/x-www-form-urlencoded`, fields in their order, repeats and blanks kept.
package struct FormBody: Sendable, Equatable {
    /// One name and its value, decoded.
    package struct Field: Sendable, Equatable {
        /// The name.
        package var name: String
        /// The value; often empty.
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The fields in their order.
    package var fields: [Field]

    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// The first value of that name; empty if it was sent empty, nil if it was not sent.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Reads a form body (WHATWG URL, section 5.1): `+` is a space, `%XX` a byte, a field without `=` is blank, bytes
    /// that are not UTF-8 become U+FFFD. The caller bounds the size of `bytes`.
    ///
    /// - Returns: nil when there are more fields than `limit`.
    package static func parse(_ bytes: UnsafeRawBufferPointer, limit: Int = 256) -> FormBody? {
        var fields: [Field] = []
        for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            guard fields.count < limit else { return nil }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = pair[equals...].dropFirst()
            fields.append(Field(decoded(pair[..<equals]), decoded(value)))
        }
        return FormBody(fields)
    }

    /// Reads a form, such as the query of a URL; see ``parse(_:limit:)-(UnsafeRawBufferPointer,_)``.
    package static func parse(_ text: String, limit: Int = 256) -> FormBody? {
        var text = text
        return text.withUTF8 { parse(UnsafeRawBufferPointer($0), limit: limit) }
    }

    /// The form as it is sent: letters, digits and `-._~` as they are, a space as `+`, all other bytes as `%XX`.
    package func serialise() -> String {
        var output: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { output.append(UInt8(ascii: "&")) }
            Self.encode(field.name, into: &output)
            output.append(UInt8(ascii: "="))
            Self.encode(field.value, into: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func decoded(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), bytes.endIndex - index > 2,
                let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func encode(_ text: String, into output: inout [UInt8]) {
        let hexDigits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.append(byte)
            case UInt8(ascii: " "):
                output.append(UInt8(ascii: "+"))
            default:
                output.append(UInt8(ascii: "%"))
                output.append(hexDigits[Int(byte >> 4)])
                output.append(hexDigits[Int(byte & 0x0F)])
            }
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
