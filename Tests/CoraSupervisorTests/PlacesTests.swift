import CoraCall
import CoraSupervisor
import CoraTenant
import SeededTesting
import Testing

/// Whatever happens in whatever order, a place is given out once and given back once.
struct PlacesTests {
    private enum Stage { case admitted(until: CallInstant), opening(until: CallInstant), live }

    @Test(arguments: 0..<20)
    func `no place is lost and none is given twice`(seed: Int) async throws {
        let clock = SettableClock()
        let places = 5
        let supervisor = CallSupervisor(limits: .init(calls: places)) { clock.now }
        var random = SeededGenerator(seed: UInt64(seed))
        var stages: [String: Stage] = [:]
        var next = 0

        for _ in 0..<500 {
            let sid = stages.keys.sorted().randomElement(using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                next += 1
                let admitted = (try? await supervisor.admit(ticket("CA\(next)"))) != nil
                #expect(admitted == (stages.count < places))
                if admitted { stages["CA\(next)"] = .admitted(until: clock.now + .seconds(15)) }
            case 2:
                guard let sid, case .admitted(let until) = stages[sid] else { continue }
                #expect(await supervisor.redeem(ticket(sid).streamID, callSID: sid) == .success(ticket(sid)))
                stages[sid] = .opening(until: until)
            case 3:
                guard let sid, case .opening = stages[sid] else { continue }
                await supervisor.callOpened(RecordedCall(), ticket(sid))
                stages[sid] = .live
            case 4:
                guard let sid, case .live = stages[sid] else { continue }
                await supervisor.callEnded(ticket(sid), Termination(.callerHungUp))
                stages[sid] = nil
            default:
                clock.advance(by: .milliseconds(Int.random(in: 0...6000, using: &random)))
                let now = clock.now
                stages = stages.filter { _, stage in
                    switch stage {
                    case .admitted(let until), .opening(let until): until > now
                    case .live: true
                    }
                }
            }
            let live = stages.values.count { if case .live = $0 { true } else { false } }
            #expect(await supervisor.liveCount == live)
            #expect(await supervisor.isEmpty() == stages.isEmpty)
        }
        clock.advance(by: .seconds(15))
        for sid in stages.keys { await supervisor.callEnded(ticket(sid), Termination(.callerHungUp)) }
        #expect(await supervisor.isEmpty())
        #expect(await supervisor.liveCount == 0)
    }
}
