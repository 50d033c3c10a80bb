import CoraLoad
import Testing

struct ServerUsageTests {
    private static let stat = "42 (co) ra (x)) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 5 0 100 1000 200"
    private static let status = "Name:\tcora\nVmPeak:\t  9000 kB\nVmRSS:\t  5120 kB\n"

    @Test func `processor time and memory are read whatever the program is called`() {
        #expect(
            ServerUsage(stat: Self.stat, status: Self.status, ticks: 100)
                == ServerUsage(cpuMilliseconds: 2000, memory: 5120))
    }

    @Test func `what is of no process is none`() {
        #expect(ServerUsage(stat: "", status: Self.status, ticks: 100) == nil)
        // A zombie has no memory.
        #expect(ServerUsage(stat: Self.stat, status: "Name:\tcora\n", ticks: 100) == nil)
    }

    @Test func `processor time is divided by the calls that were up`() throws {
        var seconds = (0...4).map { LoadSecond(at: Double($0), calls: 10, framesPerSecond: 0) }
        for index in seconds.indices { seconds[index].cpu = index < 3 ? 20 : 999 }
        let cost = try #require(seconds.cpuPerCallSecond(from: 0, to: 2))
        #expect(abs(cost - 2) < 1e-9)
        #expect(seconds.cpuPerCallSecond(from: 7, to: 9) == nil)
    }

    @Test func `memory a call is what the plateau has over what was there before`() {
        var second = LoadSecond(at: 5, calls: 10, framesPerSecond: 0)
        second.memory = 6120
        #expect([second].memoryPerCall(from: 0, to: 9, before: 5120) == 100)
        #expect([second].memoryPerCall(from: 0, to: 9, before: nil) == nil)
    }
}
