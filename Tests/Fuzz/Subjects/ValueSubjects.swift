import CoraAudio
import CoraTenant
import CoraTwilio
import CoraWire
import NIOCore

/// What was read and written again reads as the same.
enum ValueSubjects {
    static func json(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let value = try? JSON.parse(bytes) else { return nil }
        var written = ByteBuffer()
        value.write(into: &written)
        return (try? JSON.parse(written)) == value ? nil : "written as \(String(buffer: written))"
    }

    static func form(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let form = FormBody.parse(bytes) else { return nil }
        let written = form.serialise()
        return FormBody.parse(written)?.fields == form.fields ? nil : "written as \(written)"
    }

    static func wav(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let file = try? WAVFile(parsing: Array(bytes)) else { return nil }
        return (try? WAVFile(parsing: file.serialized())) == file ? nil : "another file after it was written"
    }

    static func number(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let number = try? PhoneNumber(String(decoding: bytes, as: UTF8.self)) else { return nil }
        guard let again = try? PhoneNumber(number.e164) else { return "\(number.e164) is no number" }
        return again.e164 == number.e164 ? nil : "\(number.e164) reads as \(again.e164)"
    }
}
