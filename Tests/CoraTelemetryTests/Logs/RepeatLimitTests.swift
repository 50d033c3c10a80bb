import CoraCall
import CoraSettings
import CoraTenant
import Logging
import Synchronization
import Testing

@testable import CoraTelemetry

struct RepeatLimitTests {
    private static func at(_ seconds: Int) -> CallInstant { CallInstant(nanoseconds: 0) + .seconds(seconds) }

    private static func texts(_ told: [RepeatLimit<String>.Told]) -> [String] {
        told.map { $0.repeated == 0 ? $0.line : "\($0.line) ×\($0.repeated)" }
    }

    @Test func `so many are written in a stretch; the last of the rest comes with their count when it is over`() {
        var limit = RepeatLimit<String>(most: 2, stretch: .seconds(10))
        var written: [String] = []
        for number in 1...5 {
            written += Self.texts(limit.lines(for: "line \(number)", "k", at: Self.at(number)))
        }
        #expect(written == ["line 1", "line 2"])
        #expect(Self.texts(limit.lines(for: "line 6", "k", at: Self.at(12))) == ["line 5 ×3", "line 6"])
    }

    @Test func `others bring what is due, and are never held back by it`() {
        var limit = RepeatLimit<String>(most: 1, stretch: .seconds(10))
        _ = limit.lines(for: "a", "a", at: Self.at(0))
        #expect(limit.lines(for: "a", "a", at: Self.at(1)).isEmpty)
        #expect(Self.texts(limit.lines(for: "b", "b", at: Self.at(5))) == ["b"])
        #expect(Self.texts(limit.due(at: Self.at(11))) == ["a ×1"])
        #expect(limit.due(at: Self.at(30)).isEmpty, "nothing is told twice")
    }

    @Test func `with too many kinds of lines at once none is held back`() {
        var limit = RepeatLimit<String>(most: 1, stretch: .seconds(10), keys: 2)
        for key in ["a", "b", "c", "d"] { _ = limit.lines(for: key, key, at: Self.at(0)) }
        #expect(Self.texts(limit.lines(for: "d", "d", at: Self.at(0))) == ["d"])
        #expect(limit.lines(for: "a", "a", at: Self.at(0)).isEmpty)
    }

    @Test func `warnings of one call do not hide those of another; what is no warning is always written`() {
        final class Written: Sendable { let lines = Mutex<[String]>([]) }
        let written = Written()
        let time = Mutex(Self.at(0))
        let repeats = LogRepeats(now: { time.withLock { $0 } })
        let logger = Logger(label: "test") {
            CoraLogHandler(label: $0, level: .info, format: .human, repeats: repeats) { line in
                written.lines.withLock { $0.append(String(line.dropFirst(13))) }
            }
        }
        for number in 0..<8 {
            logger.info("fine", metadata: ["n": "\(number)"])
            for call in ["CA1", "CA2"] {
                logger.warning("bad", metadata: ["cora.call.sid": "\(call)", "cora.reason": "\(number)"])
            }
        }
        let count = { (text: String) in written.lines.withLock { $0.count { $0.contains(text) } } }
        #expect(count("fine") == 8)
        #expect(count("call.sid=CA1") == 5)
        #expect(count("call.sid=CA2") == 5)
        time.withLock { $0 = Self.at(11) }
        logger.info("later")
        #expect(count("call.sid=CA1  reason=7  repeated=3") == 1)
        #expect(count("call.sid=CA2  reason=7  repeated=3") == 1)
    }
}
