import CoraSupervisor
import Testing

struct FleetHistoryTests {
    @Test func `ten seconds are a point, an hour is kept, counts are set off against the last point`() {
        var history = FleetHistory()
        var stats = FleetStats(at: 0, instance: .init())
        for second in 0..<5000 {
            stats.at = Int64(second) * 1000
            stats.calls.live = second % 7
            stats.admission.admitted += 2
            history.add(stats)
        }
        #expect(history.points.count == 360)
        #expect(history.points.allSatisfy { $0.admitted == 20 })
        #expect(history.points.last?.at == 4_990_000)
        #expect(zip(history.points, history.points.dropFirst()).allSatisfy { $1.at - $0.at == 10_000 })
    }

    @Test func `a clock that is set back does not stop it`() {
        var history = FleetHistory()
        var stats = FleetStats(at: 1_000_000, instance: .init())
        history.add(stats)
        stats.at = 400_000
        history.add(stats)
        stats.at = 410_000
        history.add(stats)
        #expect(history.points.map(\.at) == [400_000, 410_000])
    }
}
