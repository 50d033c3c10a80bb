import Foundation
import Synchronization

/// The thread that runs an actor's jobs one after another, and sleeps in `poll(2)` between them.
///
/// libpq blocks, so it gets a thread instead of one of the few that Swift's tasks share. While there is nothing to do,
/// the thread watches the connection's socket: notifications and a lost server are noticed when they happen.
final class PostgresThread: SerialExecutor {
    /// A socket to look at while idle, and what to do on the thread when something arrives.
    struct Watch: Sendable {
        var socket: Int32
        var readable: @Sendable () -> Void
    }

    private let loop: Loop

    /// Starts the thread; nil if the process has no file descriptors left.
    init?() {
        guard let alarm = WakeUp() else { return nil }
        let loop = Loop(alarm: alarm)
        self.loop = loop
        let thread = Thread {
            BackgroundPriority.enter()
            loop.run()
        }
        thread.name = "cora-postgres"
        thread.start()
    }

    deinit {
        loop.stop()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        loop.enqueue(UnownedJob(job), on: self)
    }

    func checkIsolated() {
        precondition(loop.isCurrent, "not on the connection's thread")
    }

    /// Sets the socket to watch while there is nothing to do; nil for none.
    func watch(_ watch: Watch?) {
        loop.watch(watch)
    }

    /// Ends a `sleep` early. Any thread.
    func interrupt() {
        loop.alarm.ring()
    }

    /// Sleeps until the socket is ready, `interrupt` is called, or the time is over. Only on the thread itself.
    func sleep(for socket: Int32?, canRead: Bool, canWrite: Bool, milliseconds: Int32) -> WakeUp.Cause {
        loop.alarm.sleep(for: socket, canRead: canRead, canWrite: canWrite, milliseconds: milliseconds)
    }
}

/// The state that the thread itself holds, apart from the executor, so that the thread does not keep it alive.
private final class Loop: Sendable {
    /// A job, which keeps its executor alive until it has run.
    private struct Job: Sendable {
        var job: UnownedJob
        var executor: PostgresThread

        func run() {
            job.runSynchronously(on: executor.asUnownedSerialExecutor())
        }
    }

    private struct State {
        var jobs: [Job] = []
        var watch: PostgresThread.Watch?
        var thread: pthread_t?
        var isStopping = false
    }

    let alarm: WakeUp
    private let state = Mutex(State())

    init(alarm: WakeUp) {
        self.alarm = alarm
    }

    var isCurrent: Bool {
        state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    func enqueue(_ job: UnownedJob, on executor: PostgresThread) {
        state.withLock { $0.jobs.append(Job(job: job, executor: executor)) }
        alarm.ring()
    }

    func watch(_ watch: PostgresThread.Watch?) {
        state.withLock { $0.watch = watch }
        alarm.ring()
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        alarm.ring()
    }

    func run() {
        state.withLock { $0.thread = pthread_self() }
        while true {
            runJobs()
            let (watch, isStopping) = state.withLock { ($0.watch, $0.isStopping && $0.jobs.isEmpty) }
            if isStopping { return }
            if alarm.sleep(for: watch?.socket) == .socket { watch?.readable() }
        }
    }

    private func runJobs() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { job.run() }
        }
    }
}
