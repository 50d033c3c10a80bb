import CoraWire
import Foundation
import NIOCore
import SeededTesting
import Testing

struct JSONTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.0", 1.0), ("1e2", 100.0),
            ("-2.5E-1", -0.25),
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD83D\ude00é😀""#, "é😀é😀"),
            ("[]", .array([])), ("[1,[2],{}]", [1, [2], [:]]),
            (#"{"a":1,"b":{"c":null}}"#, ["a": 1, "b": ["c": .null]]),
        ] as [(String, JSON)])
    func `values are read`(text: String, value: JSON) throws {
        #expect(try JSON.parse(text) == value)
    }

    @Test(arguments: [
        (#""\ud800""#, "\u{FFFD}"), (#""\udc00x""#, "\u{FFFD}x"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
        (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    ])
    func `lone surrogates are replaced`(text: String, string: String) throws {
        #expect(try JSON.parse(text).string == string)
    }

    @Test(arguments: [
        ("", JSONError.Code.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("nul", .unexpectedEnd, 3),
        ("nulL", .unexpectedByte, 3), ("tru", .unexpectedEnd, 3), ("[1,]", .unexpectedByte, 3),
        ("[1 2]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("{\"a\":}", .unexpectedByte, 5),
        ("{\"a\"}", .unexpectedByte, 4), ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1),
        ("{\"a\":1", .unexpectedEnd, 6), ("[1}", .unexpectedByte, 2), ("{]", .unexpectedByte, 1),
        ("01", .trailingBytes, 1), ("1 1", .trailingBytes, 2), ("-", .unexpectedEnd, 1), ("-a", .invalidNumber, 1),
        ("1.", .unexpectedEnd, 2), ("1.e1", .invalidNumber, 2), ("1e", .unexpectedEnd, 2), ("1e+x", .invalidNumber, 3),
        ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("1e999", .numberOutOfRange, 0),
        ("\"a", .unexpectedEnd, 2), ("\"a\\", .unexpectedEnd, 3), ("\"\\x\"", .invalidEscape, 2),
        ("\"\\u12g4\"", .invalidEscape, 5), ("\"\\u12", .unexpectedEnd, 5), ("\"a\nb\"", .invalidString, 2),
        ("'a'", .unexpectedByte, 0), ("NaN", .unexpectedByte, 0), ("]", .unexpectedByte, 0),
        ("[1]]", .trailingBytes, 3),
    ])
    func `an error names its fault and place`(text: String, code: JSONError.Code, offset: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error.code == code)
        #expect(error.offset == offset)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        for padding in 0..<9 {
            let text = [0x22] + [UInt8](repeating: 0x61, count: padding) + bytes + [0x22]
            #expect(throws: JSONError.self) { try JSON.parse(ByteBuffer(bytes: text)) }
        }
    }

    @Test func `depth is limited`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSON.parse(deep) }
        let error = try #require(throws: JSONError.self) { try JSON.parse("[" + deep + "]") }
        #expect(error.code == .tooDeep)
        #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test func `the last of two equal keys stands`() throws {
        #expect(try JSON.parse(#"{"a":1,"a":2}"#) == ["a": 2])
        #expect(["a": 1, "a": 2] as JSON == ["a": 2])
    }

    @Test func `only readable bytes are read`() throws {
        var buffer = ByteBuffer(string: "xx[1]")
        buffer.moveReaderIndex(forwardBy: 2)
        #expect(try JSON.parse(buffer) == [1])
        #expect(buffer.readableBytes == 3)
    }

    @Test func `text is compact, with sorted keys`() {
        let value: JSON = ["b": [1, 2.5, .null, true], "a": "\"\\\n\u{1}é/", "c": [:], "": .double(.nan)]
        #expect(value.text == #"{"":null,"a":"\"\\\n\u0001é/","b":[1,2.5,null,true],"c":{}}"#)
    }

    @Test func `a value answers only for its kind`() {
        let value: JSON = ["i": 1, "d": 2.0, "h": 2.5, "s": "x", "b": true, "n": .null, "a": [1]]
        #expect(value["i"]?.int == 1 && value["i"]?.double == 1)
        #expect(value["d"]?.int == 2 && value["h"]?.int == nil && value["s"]?.int == nil)
        #expect(JSON.double(1e300).int == nil)
        #expect(value["s"]?.string == "x" && value["i"]?.string == nil)
        #expect(value["b"]?.bool == true && value["i"]?.bool == nil)
        #expect(value["n"]?.isNull == true && value["x"] == nil && value["i"]?["x"] == nil)
        #expect(value["a"]?[0] == 1 && value["a"]?[1] == nil && value["a"]?[-1] == nil && value[0] == nil)
        #expect(value["a"]?.array?.count == 1 && value.object?.count == 7 && value.array == nil)
    }
}

/// Foundation is the independent reader.
struct JSONAgainstFoundationTests {
    @Test func `what Foundation reads is read`() throws {
        var dice = SeededGenerator(seed: 1)
        for _ in 0..<1500 {
            let text = GeneratedJSON.text(GeneratedJSON.value(depth: 4, &dice), &dice)
            let ours = try JSON.parse(text)
            let theirs = try JSONDecoder().decode(Decoded.self, from: Data(text.utf8)).value
            #expect(ours.normalised == theirs.normalised, "\(text)")
        }
    }

    @Test func `Foundation reads what is written`() throws {
        var dice = SeededGenerator(seed: 2)
        for _ in 0..<1500 {
            let value = GeneratedJSON.value(depth: 4, &dice)
            let theirs = try JSONDecoder().decode(Decoded.self, from: Data(value.text.utf8)).value
            #expect(value.normalised == theirs.normalised, "\(value.text)")
            #expect(try JSON.parse(value.text) == value)
        }
    }

    @Test func `what Foundation accepts is accepted, and what it refuses is refused`() {
        var dice = SeededGenerator(seed: 3)
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = Array(GeneratedJSON.text(GeneratedJSON.value(depth: 2, &dice), &dice).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &dice) { mutate(&bytes, &dice) }
            guard isClear(bytes) else { continue }
            let ours = Result { try JSON.parse(ByteBuffer(bytes: bytes)) }
            if case .failure(let error as JSONError) = ours, error.code == .numberOutOfRange { continue }
            let theirs = Result {
                try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            }
            let isAccepted = (try? ours.get()) != nil
            if !isAccepted { refused += 1 }
            #expect(isAccepted == ((try? theirs.get()) != nil), "\(String(decoding: bytes, as: UTF8.self)) \(bytes)")
        }
        #expect(refused > 1000)
    }

    /// Foundation guesses other encodings from NUL and byte order marks, refuses lone surrogates, and bears a comma
    /// before a closing brace.
    private func isClear(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return !bytes.contains(0) && !text.lowercased().contains("\\ud") && !bytes.contains(0xFE)
            && !bytes.contains(0xFF) && text.firstMatch(of: /,[ \t\r\n]*\}/) == nil
            && !bytes.starts(with: [0xEF, 0xBB, 0xBF])
    }

    private func mutate(_ bytes: inout [UInt8], _ dice: inout SeededGenerator) {
        guard let place = bytes.indices.randomElement(using: &dice) else { return }
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 1...255, using: &dice)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]\",:0-.eE+\\u tn".utf8).randomElement(using: &dice) ?? 0x20, at: place)
        default: bytes.removeSubrange(place...)
        }
    }
}

/// A document as `JSONDecoder` sees it.
private struct Decoded: Decodable {
    var value: JSON

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let bool = try? container.decode(Bool.self) {
            value = .bool(bool)
        } else if let int = try? container.decode(Int.self) {
            value = .int(int)
        } else if let double = try? container.decode(Double.self) {
            value = .double(double)
        } else if let string = try? container.decode(String.self) {
            value = .string(string)
        } else if let array = try? container.decode([Decoded].self) {
            value = .array(array.map(\.value))
        } else {
            value = .object(try container.decode([String: Decoded].self).mapValues(\.value))
        }
    }
}

extension JSON {
    /// Whole doubles as integers, since `JSONDecoder` does not tell `1.0` from `1`.
    fileprivate var normalised: JSON {
        switch self {
        case .double(let value): Int(exactly: value).map(JSON.int) ?? self
        case .array(let elements): .array(elements.map(\.normalised))
        case .object(let members): .object(members.mapValues(\.normalised))
        case .null, .bool, .int, .string: self
        }
    }
}
