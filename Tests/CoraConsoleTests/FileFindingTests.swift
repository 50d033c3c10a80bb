import CoraConsole
import Testing

struct FileFindingTests {
    private func budget(calls: Int = 1000, strangers: Int = 200, pools: Int = 6, loops: Int = 2) -> FileBudget {
        FileBudget(calls: calls, strangers: strangers, pools: pools, loops: loops)
    }

    @Test func `a call takes two files, a stranger and a connection to the database one, an event loop three`() {
        let wanted = budget().wanted
        #expect(wanted == 150 + 6 + 2 * 3 + 2 * 1000 + 200)
        #expect(budget(calls: 1001).wanted == wanted + 2)
        #expect(budget(strangers: 201).wanted == wanted + 1)
        #expect(budget(pools: 7).wanted == wanted + 1)
        #expect(budget(loops: 3).wanted == wanted + 3)
    }

    @Test(arguments: [(1000, 1000), (1000, 16), (1, 1000), (5000, 1_000_000), (100_000, 1000)])
    func `the limit that is wanted is enough for the calls, and three less are not`(calls: Int, strangers: Int) {
        let budget = budget(calls: calls, strangers: strangers)
        #expect(budget.calls(within: budget.wanted) >= calls)
        #expect(budget.calls(within: budget.wanted - 3) < calls)
        #expect(budget.calls(within: 0) == 0)
    }

    @Test(
        arguments: [
            (1024, 65_536, 1000, Finding.Severity.ok), (65_536, 65_536, 1000, .ok), (1024, 1024, 1000, .warn),
            (1024, 1024, 350, .warn), (1024, 4096, 1000, .ok), (100, 100, 1000, .fail), (1024, 1_048_576, 1000, .ok),
            (1024, 1024, 100, .ok),
        ])
    func `limits of files have their finding`(soft: Int, hard: Int, calls: Int, severity: Finding.Severity) {
        let finding = Verdicts.openFiles(soft: soft, hard: hard, for: budget(calls: calls))
        #expect(finding.severity == severity)
        #expect((finding.fix == nil) == (severity == .ok))
    }

    @Test func `a limit that is too small says what it is enough for`() {
        let finding = Verdicts.openFiles(soft: 1024, hard: 1024, for: budget(strangers: 1000))
        #expect(
            finding.what == "only 1024 are allowed: enough for about 303 calls, and MAX_CALLS is 1000")
        let raised = Verdicts.openFiles(soft: 1024, hard: 65_536, for: budget())
        #expect(raised.what.hasPrefix("65536 are allowed (1024 until the server asks for all); 2362 are enough"))
    }

    @Test func `that others can read new files is said`() {
        #expect(
            Verdicts.privacy(umask: 0o022, outbox: nil, folder: "f").what.contains("other users can read new files"))
        #expect(
            Verdicts.privacy(umask: 0o027, outbox: nil, folder: "f").what.contains("other users can read new files"))
        #expect(!Verdicts.privacy(umask: 0o077, outbox: nil, folder: "f").what.contains("other users"))
    }
}
