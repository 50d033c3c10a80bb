package import CoraSettings
import Dispatch
import Foundation
import Synchronization

/// Writes log lines on a thread of its own, so that no other thread waits for a reader or a disk: neither an event loop
/// nor Swift's own few threads. Lines wait in a bounded queue; what finds no room is counted, and the count is written
/// in their place once writing works again. Any thread.
package final class LogOutput: Sendable {
    /// Standard error. When the process exits, what waits is written for up to ``patienceAtExit``.
    package static let standardError: LogOutput = {
        atexit { LogOutput.standardError.flush(within: LogOutput.patienceAtExit) }
        return LogOutput(descriptor: STDERR_FILENO)
    }()

    /// How long the end of the process waits for the log, in milliseconds.
    package static let patienceAtExit = 2000

    private let inbox: LogInbox

    /// - Parameters:
    ///   - descriptor: the file descriptor to write to; it stays open, and is not closed here.
    ///   - limits: how much may wait.
    convenience init(descriptor: Int32, limits: LogBacklog.Limits = .init()) {
        self.init(.descriptor(descriptor), limits: limits)
    }

    /// Starts the thread. It ends when the output is released.
    init(_ sink: LogSink, limits: LogBacklog.Limits = .init()) {
        let inbox = LogInbox(limits)
        self.inbox = inbox
        Thread {
            Self.blockBrokenPipeSignal()
            while let entries = inbox.next() { Self.write(entries, to: sink, of: inbox) }
        }.start()
    }

    deinit {
        inbox.close()
    }

    /// Takes a line, line feed included, or counts it as dropped. Does not block.
    /// - Parameter format: the form of the line; one that counts dropped lines has the same.
    package func write(_ line: String, as format: LogFormat) {
        inbox.add(line, format)
    }

    /// How many lines were dropped since the start.
    package var dropped: Int { inbox.dropped }

    /// Waits until what was taken before is written. It blocks: only for a process that ends, and for tests.
    /// - Parameter milliseconds: the longest that it waits.
    /// - Returns: whether all was written in time.
    @discardableResult
    package func flush(within milliseconds: Int) -> Bool {
        let done = DispatchSemaphore(value: 0)
        inbox.onceWritten { done.signal() }
        return done.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }

    /// How many bytes are handed to the kernel at once, at least if so many wait.
    private static let piece = 64 << 10

    /// Writes entries in pieces of whole lines.
    private static func write(_ entries: [LogBacklog.Entry], to sink: LogSink, of inbox: LogInbox) {
        var text = ""
        for (index, entry) in entries.enumerated() {
            switch entry {
            case .line(let line): text += line
            case .gap(let count, let format): text += LogText.dropped(count, format, at: .now)
            }
            guard text.utf8.count >= piece || index == entries.count - 1 else { continue }
            let isWritten = text.withUTF8 { bytes in
                sink.writeAll(UnsafeRawBufferPointer(bytes)) { inbox.isClosed }
            }
            guard isWritten else { return }
            text = ""
        }
    }

    /// Blocks SIGPIPE on the log's thread: else the kernel would end the process when the thread writes to a pipe whose
    /// reader has gone.
    private static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// Where threads hand lines to the log's thread: one short lock, and a semaphore that wakes the thread.
private final class LogInbox: Sendable {
    private struct State {
        var backlog: LogBacklog
        /// To be called when all that waits now is written.
        var onceWritten: [@Sendable () -> Void] = []
        /// The same, of what the thread has taken and is writing.
        var onceTakenIsWritten: [@Sendable () -> Void] = []
        var isAsleep = false
        var isClosed = false
    }

    private let state: Mutex<State>
    private let wake = DispatchSemaphore(value: 0)

    init(_ limits: LogBacklog.Limits) {
        state = Mutex(State(backlog: LogBacklog(limits)))
    }

    var dropped: Int { state.withLock { $0.backlog.dropped } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func add(_ line: String, _ format: LogFormat) {
        change { $0.backlog.add(line, format) }
    }

    func onceWritten(_ done: @escaping @Sendable () -> Void) {
        change { $0.onceWritten.append(done) }
    }

    func close() {
        change { $0.isClosed = true }
    }

    private func change(_ body: (inout State) -> Void) {
        let wakes = state.withLock { state in
            body(&state)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if wakes { wake.signal() }
    }

    /// Waits for entries to write; the thread calls it, and has then written what it got before.
    /// - Returns: nil once the output is closed and nothing waits.
    func next() -> [LogBacklog.Entry]? {
        while true {
            let (entries, done, isOver) = state.withLock { state in
                let done = state.onceTakenIsWritten + (state.backlog.isEmpty ? state.onceWritten : [])
                state.onceTakenIsWritten = state.backlog.isEmpty ? [] : state.onceWritten
                state.onceWritten = []
                state.isAsleep = state.backlog.isEmpty && !state.isClosed
                return (state.backlog.takeAll(), done, state.isClosed)
            }
            for call in done { call() }
            if !entries.isEmpty { return entries }
            if isOver { return nil }
            wake.wait()
        }
    }
}
