import CoraSupervisor
import Testing

struct ProblemWatchTests {
    /// Readings second by second.
    private struct Hour {
        var watch = ProblemWatch()
        var stats = FleetStats(at: 1_000_000, instance: .init())
        var problems: [Problem] = []

        init() {
            stats.calls.limit = 100
            stats.database = .init()
            stats.outbox = .init()
            stats.outbox?.limitBytes = 1000
            stats.writer = .init()
            stats.loops = [.init(), .init()]
            stats.tenants = [TenantStats(id: "acme")]
        }

        /// So many seconds pass, and something happens in each of them.
        mutating func pass(_ seconds: Int, _ change: (inout FleetStats) -> Void = { _ in }) {
            for _ in 0..<seconds {
                stats.at += 1000
                change(&stats)
                problems = watch.look(at: stats)
            }
        }

        var ids: [String] { problems.map(\.id) }
    }

    @Test func `nothing is wrong as a rule`() {
        var hour = Hour()
        hour.pass(60) {
            $0.model.opened += 1
            $0.calls.ended += 1
        }
        #expect(hour.ids == [])
    }

    @Test func `a failing model is named within seconds and cleared within seconds of the first success`() {
        var hour = Hour()
        hour.pass(30) { $0.model.opened += 1 }
        hour.pass(3) {
            $0.model.failed += 1
            $0.model.lastError = "HTTP 500"
        }
        #expect(hour.ids == ["model_failing"])
        #expect(hour.problems.first?.words.contains("the last said: HTTP 500") == true)
        #expect(hour.problems.first?.severity == .critical)
        // There is no call: the problem is not forgotten at once.
        hour.pass(15)
        #expect(hour.ids == ["model_failing"])
        hour.pass(2) { $0.model.opened += 1 }
        #expect(hour.ids == [])
    }

    @Test func `a model that worked again right after its failures is not named a second time`() {
        var hour = Hour()
        hour.pass(30) { $0.model.opened += 1 }
        hour.pass(2) { $0.model.failed += 1 }
        hour.pass(1) { $0.model.opened += 1 }
        #expect(hour.ids == ["model_failing"])
        hour.pass(9)
        for _ in 0..<30 {
            hour.pass(1)
            #expect(hour.ids == [])
        }
    }

    @Test func `sessions that were lost and set up again within a second are named for ten seconds`() {
        var hour = Hour()
        hour.pass(30) { $0.model.opened += 1 }
        hour.pass(1) {
            $0.model.failed += 20
            $0.model.opened += 20
        }
        #expect(hour.ids == ["model_failing"])
        hour.pass(10)
        for _ in 0..<30 {
            hour.pass(1)
            #expect(hour.ids == [])
        }
    }

    @Test func `a failure among many successes is none of the model's`() {
        var hour = Hour()
        hour.pass(30) { $0.model.opened += 5 }
        hour.pass(1) { $0.model.failed += 2 }
        #expect(hour.ids == [])
    }

    @Test func `a failing model that is not asked any more is no problem`() {
        var hour = Hour()
        hour.pass(2) { $0.model.failed += 2 }
        hour.pass(45)
        #expect(hour.ids == [])
    }

    @Test func `a model for which calls wait is named, as long as calls want it`() {
        var hour = Hour()
        hour.pass(5)
        hour.pass(1) {
            $0.model.failed += 20
            $0.model.opened += 200
            $0.model.unreachable = ["gpt-realtime at https://api.openai.com/v1"]
        }
        #expect(hour.ids == ["model_failing"])
        #expect(hour.problems.first?.words.contains("calls wait for gpt-realtime at https://api.openai.com/v1") == true)
        hour.pass(45)
        #expect(hour.ids == [])
    }

    @Test func `turns whose words do not come are named when most do not`() {
        var hour = Hour()
        hour.pass(30) { $0.model.transcribed += 1 }
        hour.pass(3) { $0.model.untranscribed += 1 }
        #expect(hour.ids == [])
        hour.pass(30) { $0.model.untranscribed += 1 }
        #expect(hour.ids == ["transcription_failing"])
        hour.pass(30) { $0.model.transcribed += 2 }
        #expect(hour.ids == [])
    }

    @Test func `the database is named while it is away, since when it was`() {
        var hour = Hour()
        hour.pass(5)
        hour.pass(1) {
            $0.database?.isUp = false
            $0.database?.error = "connection refused"
        }
        let since = hour.stats.at
        hour.pass(10)
        #expect(hour.problems.map(\.words) == ["the database does not answer: connection refused"])
        #expect(hour.problems.first?.since == since)
        hour.pass(1) { $0.database?.isUp = true }
        #expect(hour.ids == [])
    }

    @Test func `a tenant that floods is named, the others are not`() {
        var hour = Hour()
        hour.stats.tenants = [TenantStats(id: "acme"), TenantStats(id: "birch")]
        hour.pass(20)
        // Acme's are refused for what is not its doing.
        hour.pass(2) {
            $0.tenants[0].refusedToday += 9
            $0.tenants[1].refusedToday += 2
            $0.tenants[1].overLimitToday += 2
        }
        #expect(hour.problems.map(\.tenant) == ["birch"])
        #expect(hour.ids == ["tenant_flooding"])
        hour.pass(11)
        #expect(hour.ids == [])
    }

    @Test func `a call that is in no sum for a moment has dropped nothing`() {
        var hour = Hour()
        hour.stats.audio.framesDropped = 500
        hour.pass(20)
        hour.pass(1) { $0.audio.framesDropped = 400 }
        hour.pass(1) { $0.audio.framesDropped = 500 }
        for _ in 0..<12 {
            hour.pass(1)
            #expect(hour.ids == [])
        }
    }

    @Test func `a new day is no flood`() {
        var hour = Hour()
        hour.pass(5) { $0.tenants[0].overLimitToday = 500 }
        hour.pass(12)
        hour.pass(3) { $0.tenants[0].overLimitToday = 0 }
        #expect(hour.ids == [])
    }

    @Test func `a drain that leaves calls alive too long is stuck`() {
        var hour = Hour()
        hour.stats.calls.live = 2
        hour.pass(25) {
            $0.instance.state = .draining
            $0.instance.drainRemainingMs = 24_400
        }
        #expect(hour.ids == ["draining"])
        #expect(
            hour.problems.first?.words
                == "no new calls are taken: draining, 2 calls on the line, moved on in 24 s")
        hour.stats.instance.drainRemainingMs = 0
        hour.pass(10) { $0.instance.drainOverdue = true }
        #expect(hour.ids == ["drain_stuck", "draining"])
        #expect(hour.problems.first?.words == "2 calls still on the line 34 s into a drain")
        hour.pass(1) { $0.calls.live = 0 }
        #expect(hour.ids == ["draining"])
        hour.pass(1) { $0.instance.state = .accepting }
        #expect(hour.ids == [])
    }

    @Test func `money, room, lag and disk have words of their own`() {
        var hour = Hour()
        hour.stats.tenants[0].softLimitUsd = 5
        hour.stats.tenants[0].hardLimitUsd = 10
        hour.pass(1) { $0.tenants[0].costTodayUsd = 5.5 }
        #expect(hour.ids == ["spend_soft"])
        hour.pass(1) { $0.tenants[0].costTodayUsd = 10.04 }
        #expect(hour.problems.first?.words == "acme has spent $10.04 today: no more calls are taken for it")
        hour.pass(1) {
            $0.tenants[0].costTodayUsd = 0
            $0.calls.live = 100
            $0.loops[1].lagMs = 300
            $0.outbox?.bytes = 950
            $0.outbox?.alarm = "no space left"
            $0.instance.state = .shedding
            $0.instance.shedding = ["loop_lag", "outbox"]
        }
        #expect(Set(hour.ids) == ["instance_full", "loop_lag", "outbox_full", "outbox_disk", "shedding"])
        #expect(hour.problems.allSatisfy { $0.severity == .critical })
        let why = "new calls are refused: event loops run late (300 ms now); the outbox is nearly full (0 MB now)"
        #expect(hour.problems.first { $0.id == "shedding" }?.words == why)
        hour.pass(1) {
            $0.outbox?.bytes = 9
            $0.instance.shedding = ["outbox"]
        }
        #expect(
            hour.problems.first { $0.id == "shedding" }?.words
                == "new calls are refused: records do not get to disk")
    }

    @Test func `web sessions with bad audio are named once they are one in five of those that report`() {
        var hour = Hour()
        hour.stats.web = .init()
        hour.pass(1) { $0.web?.reporting = 12 }
        #expect(hour.ids == [])
        hour.pass(1) { $0.web?.badAudio = 2 }
        #expect(hour.ids == [])
        hour.pass(1) { $0.web?.badAudio = 3 }
        #expect(hour.ids == ["web_audio_bad"] && hour.problems.first?.severity == .warning)
        #expect(hour.problems.first?.words.hasPrefix("bad audio in 3 of 12 web sessions: over 5 %") == true)
        hour.pass(1) {
            $0.web?.reporting = 0
            $0.web?.badAudio = 0
        }
        #expect(hour.ids == [])
    }

    @Test func `a process without file descriptors, crowds of strangers and a log that is lost are named, and let go`()
    {
        var hour = Hour()
        hour.stats.strangers = .init()
        hour.stats.files = .init(open: 1024, limit: 1024)
        hour.stats.log = .init(linesDropped: 7)
        hour.pass(40)
        #expect(hour.ids == [])
        hour.pass(1) { $0.strangers?.acceptFailures += 3 }
        #expect(hour.ids == ["files_used_up"])
        #expect(
            hour.problems.first?.words
                == "no file descriptor is left for connections (1024 are allowed): accepting failed 3 times in 30 s")
        hour.pass(30)
        #expect(hour.ids == [])
        // What is refused for its signature crowds nothing.
        hour.pass(5) {
            $0.strangers?.turnedAway["unsigned", default: 0] += 500
            $0.strangers?.turnedAway["crowd", default: 0] += 6
            $0.strangers?.turnedAway["peer", default: 0] += 5
        }
        #expect(hour.ids == ["strangers_crowding"])
        hour.pass(11)
        #expect(hour.ids == [])
        hour.pass(1) { $0.log?.linesDropped += 12 }
        #expect(hour.ids == ["log_dropped"])
        #expect(
            hour.problems.first?.words == "standard error does not take the log: 12 lines were lost in 30 s")
        hour.pass(31)
        #expect(hour.ids == [])
    }

    @Test func `the worst comes first, then the oldest`() {
        var hour = Hour()
        hour.pass(1) { $0.outbox?.shelved = 3 }
        hour.pass(1) { $0.loops[0].lagMs = 60 }
        hour.pass(1) { $0.database?.isUp = false }
        #expect(hour.ids == ["database_down", "rows_shelved", "loop_lag"])
    }

    @Test func `every problem has its page of the runbook`() {
        var hour = Hour()
        hour.pass(1) { $0.database?.isUp = false }
        #expect(hour.problems.first?.runbook == "database_down")
    }
}
