import Foundation

/// A program that is run to its end, away from the threads that tasks share.
struct Command: Sendable {
    private static let keptOutput = 4_000

    private let program: String
    private let arguments: [String]

    init(_ program: String, _ arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// The same program at a priority so many steps lower, with all that it starts.
    func run(behind niceness: Int32) -> Command {
        Self.find("nice").map { Command($0, ["-n", "\(niceness)", program] + arguments) } ?? self
    }

    /// The same program run as another user, by whichever of Debian's tools is installed. It keeps no terminal.
    func run(as user: String?) -> Command {
        guard let user else { return self }
        if let path = Self.find("setpriv") {
            return Command(
                path, ["--reuid", user, "--regid", user, "--init-groups", "--", program] + arguments)
        }
        if let path = Self.find("runuser") { return Command(path, ["-u", user, "--", program] + arguments) }
        let line = ([program] + arguments).map(Self.quoted).joined(separator: " ")
        return Command(Self.find("su") ?? "/bin/su", [user, "-s", "/bin/sh", "-c", line])
    }

    /// Runs the program.
    /// - Returns: its output, without the last line break.
    /// - Throws: `EmbeddedPostgresError.failed` with the end of its output.
    @discardableResult
    func run() async throws(EmbeddedPostgresError) -> String {
        // A file, not a pipe: a server that outlives its starter would keep a pipe open.
        let path = FileManager.default.temporaryDirectory.path + "/cora-command-" + UUID().uuidString
        defer { unlink(path) }
        let status = await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: spawnAndWait(output: path)) }.start()
        }
        let said = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let text = said.trimmingCharacters(in: .whitespacesAndNewlines)
        guard status == 0 else {
            throw .failed(program: program, output: text.isEmpty ? "no output" : String(text.suffix(Self.keptOutput)))
        }
        return text
    }

    /// Runs the program in a process group of its own, so that an interrupt typed at the terminal does not reach it,
    /// and with none of this process's files. Foundation's `Process` is of no use here: it waits for grandchildren too.
    /// - Returns: the status as `waitpid` gives it; nil if it could not be run.
    private func spawnAndWait(output: String) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor in Self.openDescriptors where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        // PostgreSQL's programs refuse to start in a folder that their user cannot read.
        let line = ["/bin/sh", "-c", #"cd / && exec "$0" "$@""#, program] + arguments
        let words = line.map { strdup($0) } + [nil]
        let variables = Self.environment.map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { for text in words + variables { free(text) } }
        var process = pid_t()
        guard posix_spawn(&process, "/bin/sh", &actions, &attributes, words, variables) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status
    }

    /// The file descriptors of this process: a server must not hold on to its starter's sockets.
    private static var openDescriptors: [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    /// The program's environment. PostgreSQL's own variables are left out, since they would send its programs
    /// elsewhere; the language is English, in which messages are read.
    private static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
        environment["LC_ALL"] = "C"
        return environment
    }

    private static func find(_ name: String) -> String? {
        ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
