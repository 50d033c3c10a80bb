import CoraSettings
import Foundation
import Logging
import Synchronization
import Testing

@testable import CoraTelemetry

struct CoraLogHandlerTests {
    private final class Written: Sendable {
        let lines = Mutex<[String]>([])
    }

    /// What a logger of that format writes.
    private func lines(_ format: LogFormat, _ body: (Logger) -> Void) -> [String] {
        let written = Written()
        var logger = Logger(label: "cora.test") {
            CoraLogHandler(label: $0, level: .info, format: format) { line in written.lines.withLock { $0.append(line) }
            }
        }
        logger[metadataKey: "cora.call.sid"] = "CA1"
        body(logger)
        return written.lines.withLock { $0 }
    }

    @Test func `for people: time, level and message in columns, then the fields without their prefix`() throws {
        let line = try #require(
            lines(.human) { $0.warning("call ended", metadata: ["cora.reason": "model lost", "cora.ms": "12"]) }.first)
        #expect(
            line.wholeMatch(
                of: /\d\d:\d\d:\d\d\.\d+ warning  call ended  call\.sid=CA1  ms=12  reason="model lost"\n/) != nil)
    }

    @Test func `what callers said is marked for machines only`() {
        #expect(
            lines(.human) { $0.info("x", metadata: ["cora.pii.text": "hi"]) }.first?.hasSuffix(" text=hi\n") == true)
        #expect(
            lines(.json) { $0.info("x", metadata: ["cora.pii.text": "hi"]) }.first?.contains(
                #""cora.pii.text":"hi""#) == true)
    }

    @Test func `for machines: one object a line`() throws {
        let line = try #require(lines(.json) { $0.error("a \"b\"\nc", metadata: ["k": "v/w"]) }.first)
        #expect(line.hasSuffix("}\n"))
        let object = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(object["message"] == "a \"b\"\nc")
        #expect(object["level"] == "error")
        #expect(object["logger"] == "cora.test")
        #expect(object["cora.call.sid"] == "CA1")
        #expect(object["k"] == "v/w")
        #expect(object["time"]?.hasSuffix("Z") == true)
    }

    private static let nasty = "a\nb\r\u{1B}[2J\u{85}\u{2028}\u{7F}\u{0}c"

    @Test func `for people an event is one line whatever is in it, and nothing in it commands the terminal`() throws {
        let nasty = Self.nasty
        let line = try #require(
            lines(.human) { $0.info("\(nasty)", metadata: ["cora.reason": "\(nasty)", "\(nasty)": "x"]) }.first)
        #expect(line.contains(#"a\nb\r\u{1b}[2J\u{85}\u{2028}\u{7f}\u{0}c"#))
        #expect(line.contains(#"reason="a\nb\r"#))
        let unprintable = line.dropLast().unicodeScalars.filter {
            $0.properties.generalCategory == .control || $0 == "\u{2028}"
        }
        #expect(unprintable.isEmpty)
    }

    @Test func `for machines too`() throws {
        let nasty = Self.nasty
        let line = try #require(lines(.json) { $0.info("x", metadata: ["k": "\(nasty)"]) }.first)
        #expect(line.dropLast().utf8.allSatisfy { $0 >= 0x20 })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(line.utf8))["k"] == nasty)
    }

    @Test func `values with blanks or quotes stand in quotes`() {
        let line = lines(.human) { $0.info("x", metadata: ["k": #"say "hi" \ there"#, "l": ""]) }.first
        #expect(line?.hasSuffix(#"  k="say \"hi\" \\ there"  l=""# + "\"\n") == true)
    }

    @Test func `what is less severe than wanted is not written`() {
        #expect(lines(.human) { $0.debug("x") }.isEmpty)
    }
}
