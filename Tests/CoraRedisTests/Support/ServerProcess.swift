import Foundation

/// A program that a test starts: a Redis, a Sentinel. It is gone when the test is over, and when the test's process is.
final class ServerProcess: Sendable {
    /// Why it does not run.
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// The id of the process.
    let id: Int32
    /// Kills it when its input ends, as it does with this process.
    private let guardian: Int32
    private let leash: Int32

    /// Starts a program, with its output in a file.
    init(_ program: String, _ arguments: [String], log: String) throws {
        id = try Self.spawn(program, arguments, input: nil, log: log)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failed(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        leash = ends[1]
        defer { close(ends[0]) }
        guardian = try Self.spawn("/bin/sh", ["-c", "read line; kill -9 \(id)"], input: ends[0], log: "/dev/null")
    }

    /// Sends it a signal.
    func signal(_ signal: Int32) { kill(id, signal) }

    /// Ends it at once, and waits until it is gone.
    func stop() {
        kill(id, SIGKILL)
        Self.await(id)
        close(leash)
        kill(guardian, SIGKILL)
        Self.await(guardian)
    }

    private static func await(_ id: Int32) {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    private static func spawn(_ program: String, _ arguments: [String], input: Int32?, log: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let environment = [strdup("PATH=/usr/bin:/bin"), strdup("LC_ALL=C"), nil]
        defer { for text in words + environment { free(text) } }
        var process = pid_t()
        guard posix_spawn(&process, program, &actions, nil, words, environment) == 0 else {
            throw Failed(description: "\(program) cannot be run: Scripts/setup test")
        }
        return process
    }
}
