import CoraWire
import NIOCore
import SeededTesting
import Testing

struct JSONScannerTests {
    @Test func `an object is walked in place`() throws {
        let text = #" { "a" : "x\/y" , "skipped":[1,{"b":2}], "n":"42", "m": -7, "o":{"k":true} } "#
        try withScanner(text) { scanner in
            var seen: [String] = []
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                seen.append(scanner.decoded(key))
                if scanner.matches(key, "a") {
                    let value = try scanner.string()
                    #expect(value.isEscaped && scanner.decoded(value) == "x/y")
                    #expect(String(decoding: scanner.bytes[value.range], as: UTF8.self) == #"x\/y"#)
                } else if scanner.matches(key, "n") {
                    #expect(try scanner.integer() == 42)
                } else if scanner.matches(key, "m") {
                    #expect(try scanner.integer() == -7)
                } else if scanner.matches(key, "o") {
                    try scanner.enterObject()
                    let inner = try #require(try scanner.nextKey())
                    #expect(scanner.matches(inner, "k") && !scanner.matches(inner, "kk"))
                    #expect(try scanner.nextKey() == nil)
                }
            }
            try scanner.finish()
            #expect(seen == ["a", "skipped", "n", "m", "o"])
        }
    }

    @Test func `an escaped key is matched`() throws {
        try withScanner(#"{"\u0065vent":1}"#) { scanner in
            try scanner.enterObject()
            let key = try #require(try scanner.nextKey())
            #expect(scanner.matches(key, "event"))
            #expect(!scanner.matches(key, "events"))
        }
    }

    @Test(arguments: [
        (#""155""#, 155), (#""-3""#, -3), ("0", 0), ("12", 12), (#""9223372036854775807""#, Int.max),
        (#""-9223372036854775808""#, Int.min), (#""9223372036854775808""#, nil), (#""""#, nil), (#""-""#, nil),
        (#""1.5""#, nil), ("1.5", nil), (#"" 1""#, nil), (#""+1""#, nil), (#""1\u0030""#, nil), ("null", nil),
        ("[1]", nil), (#""99999999999999999999999""#, nil),
    ])
    func `whole numbers are read, also from strings`(text: String, value: Int?) throws {
        try withScanner(text) { scanner in
            #expect(try scanner.integer() == value)
            try scanner.finish()
        }
    }

    @Test func `a value that is no string is left`() throws {
        try withScanner(#"[1,"x"]"#) { scanner in
            try scanner.enterArray()
            #expect(try scanner.nextElement())
            #expect(try scanner.stringIfPresent() == nil)
            #expect(try scanner.nextElement())
            #expect(try scanner.stringIfPresent() != nil)
            #expect(try !scanner.nextElement())
            try scanner.finish()
        }
    }

    @Test func `a scan does not finish inside a value`() throws {
        try withScanner("[1]") { scanner in
            try scanner.enterArray()
            #expect(throws: JSONError.self) { try scanner.finish() }
        }
    }

    @Test func `calls in the wrong place are errors`() throws {
        withScanner("[1]") { scanner in
            #expect(throws: JSONError.self) { try scanner.nextElement() }
        }
        withScanner("[1]") { scanner in
            #expect(throws: JSONError.self) { try scanner.enterObject() }
        }
    }

    /// A string of every length around the eight-byte step, with every special byte at every place.
    @Test func `special bytes are found at every place`() throws {
        for length in 0..<26 {
            for place in 0...length {
                var content = [UInt8](repeating: 0x7F, count: length)
                content.insert(contentsOf: Array(#"\n"#.utf8), at: place)
                try withScanner(bytes: [0x22] + content + [0x22, 0x20]) { scanner in
                    let text = try scanner.string()
                    #expect(text.range == 1..<length + 3 && text.isEscaped)
                }
                content.replaceSubrange(place..<place + 2, with: [0x1F])
                withScanner(bytes: [0x22] + content + [0x22, 0x20]) { scanner in
                    let error = #expect(throws: JSONError.self) { try scanner.string() }
                    #expect(error?.offset == place + 1)
                }
            }
        }
    }

    @Test func `a truncated text is never read past its end`() throws {
        let text = Array(#"{"event":"media","media":{"payload":"//\/é8=","n":-1.5e3},"l":[true,null]}"#.utf8)
        for count in 0..<text.count {
            withScanner(bytes: Array(text[..<count])) { scanner in
                #expect(throws: JSONError.self) { try scanner.finish() }
            }
        }
        try withScanner(bytes: text) { try $0.finish() }
    }

    /// Flat walks, by callers that read some values and skip others, see what the tree has.
    @Test func `the scanner agrees with the tree`() throws {
        var dice = SeededGenerator(seed: 4)
        for _ in 0..<3000 {
            var members: [String: JSON] = ["": 1]
            for index in 0..<5 { members["key\(index)"] = GeneratedJSON.value(depth: 2, &dice) }
            let text = GeneratedJSON.text(.object(members), &dice)
            let tree = try JSON.parse(text)
            try withScanner(text) { scanner in
                try scanner.enterObject()
                var count = 0
                while let key = try scanner.nextKey() {
                    count += 1
                    let expected = tree[scanner.decoded(key)]
                    if Bool.random(using: &dice), let string = try scanner.stringIfPresent() {
                        #expect(.string(scanner.decoded(string)) == expected)
                    }
                }
                try scanner.finish()
                #expect(count == members.count)
            }
        }
    }

    private func withScanner(_ text: String, _ body: (inout JSONScanner) throws -> Void) rethrows {
        try withScanner(bytes: Array(text.utf8), body)
    }

    private func withScanner(bytes: [UInt8], _ body: (inout JSONScanner) throws -> Void) rethrows {
        try bytes.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            try body(&scanner)
        }
    }
}
