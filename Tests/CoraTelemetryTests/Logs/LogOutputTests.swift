import CoraSettings
import Foundation
import Synchronization
import Testing

@testable import CoraTelemetry

struct LogOutputTests {
    /// A sink that gives the scripted answers first and takes everything afterwards.
    private final class Script: Sendable {
        private let answers: Mutex<[LogSink.Outcome]>
        private let taken = Mutex("")
        private let waits = Mutex<[LogSink.Outcome]>([])

        init(_ answers: [LogSink.Outcome]) {
            self.answers = Mutex(answers)
        }

        var text: String { taken.withLock { $0 } }
        var waited: [LogSink.Outcome] { waits.withLock { $0 } }

        var sink: LogSink {
            LogSink(
                write: { bytes in
                    let answer = self.answers.withLock { $0.isEmpty ? .took(bytes.count) : $0.removeFirst() }
                    if case .took(let count) = answer {
                        self.taken.withLock { $0 += String(decoding: bytes.prefix(count), as: UTF8.self) }
                    }
                    return answer
                },
                wait: { outcome in self.waits.withLock { $0.append(outcome) } })
        }
    }

    private func written(_ text: String, _ script: Script) -> Bool {
        var text = text
        return text.withUTF8 { script.sink.writeAll(UnsafeRawBufferPointer($0)) { false } }
    }

    @Test func `what a sink takes in parts is written whole, and nothing twice`() {
        let script = Script([.took(3), .again, .notNow, .took(0), .fails, .took(1)])
        #expect(written("a line\n", script))
        #expect(script.text == "a line\n")
        #expect(script.waited == [.notNow, .took(0), .fails])
    }

    @Test(
        arguments: [
            (EINTR, .again), (EAGAIN, .notNow), (ENOSPC, .fails), (EDQUOT, .fails), (EPIPE, .fails), (EIO, .fails),
            (EFBIG, .fails), (EBADF, .fails),
        ] as [(Int32, LogSink.Outcome)])
    func `an error of the descriptor loses no line`(error: Int32, outcome: LogSink.Outcome) {
        #expect(LogSink.outcome(of: error) == outcome)
        let script = Script(Array(repeating: outcome, count: 5))
        #expect(written("a line\n", script))
        #expect(script.text == "a line\n")
    }

    @Test(.timeLimit(.minutes(1)))
    func `lines that were taken are written when the process ends`() {
        let script = Script([.fails, .fails])
        let output = LogOutput(script.sink)
        for number in 1...1000 { output.write("\(number)\n", as: .human) }
        #expect(output.flush(within: 60_000))
        #expect(script.text == (1...1000).map { "\($0)\n" }.joined())
    }

    @Test(.timeLimit(.minutes(1)))
    func `an end does not wait longer than it may for a sink that takes nothing`() {
        let output = LogOutput(.descriptor(-1))
        output.write("a line\n", as: .human)
        #expect(!output.flush(within: 1))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a full disk holds no one up, and what is lost is counted`() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        // It stays open: the output's thread may try once more after the test, and must not find another file there.
        try #require(descriptor >= 0)
        let output = LogOutput(descriptor: descriptor, limits: .init(lines: 10, bytes: 1000))
        for _ in 1...100 { output.write("a line\n", as: .human) }
        // The thread holds ten lines at most, and ten may wait.
        #expect((80...90).contains(output.dropped))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a reader that does not read holds no one up; what it missed is said once it reads again`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        let output = LogOutput(descriptor: writer, limits: .init(lines: 1000, bytes: 1 << 20))
        // More than the pipe, what the thread holds and the queue take together.
        let line = String(repeating: "x", count: 199) + "\n"
        for _ in 1...5000 { output.write(line, as: .human) }
        #expect(output.dropped > 0)
        let reading = Reading(reader)
        #expect(output.flush(within: 60_000))
        close(writer)
        let text = reading.end()
        let lines = text.split(separator: "\n")
        #expect(lines.count { $0 == line.dropLast() } == 5000 - output.dropped)
        let counts = lines.filter { $0.contains("dropped because stderr did not take them") }
            .compactMap { $0.split(separator: "count=").last.flatMap { Int($0) } }
        #expect(counts.reduce(0, +) == output.dropped)
    }

    @Test func `the line that counts what was lost is of the log's own form`() throws {
        let human = LogText.dropped(2, .human, at: Date(timeIntervalSince1970: 0))
        #expect(human.hasSuffix("error    2 log lines were dropped because stderr did not take them  count=2\n"))
        #expect(LogText.dropped(1, .human, at: .now).contains("1 log line was dropped"))
        let json = LogText.dropped(2, .json, at: Date(timeIntervalSince1970: 0))
        let object = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(object["level"] == "error")
        #expect(object["cora.count"] == "2")
    }
}

/// Reads a pipe to its end, on a thread of its own.
private final class Reading: Sendable {
    private let text = Mutex("")
    private let done = DispatchSemaphore(value: 0)

    init(_ descriptor: Int32) {
        Thread { [self] in
            var bytes = [UInt8](repeating: 0, count: 64 << 10)
            while case let count = read(descriptor, &bytes, bytes.count), count > 0 {
                text.withLock { $0 += String(decoding: bytes.prefix(count), as: UTF8.self) }
            }
            close(descriptor)
            done.signal()
        }.start()
    }

    /// Waits for the end.
    func end() -> String {
        done.wait()
        return text.withLock { $0 }
    }
}
