import CoraTenant
import CoraWeb
import Testing

struct WebIntakeTests {
    private let start = CallInstant(nanoseconds: 5_000_000_000)
    private func after(_ milliseconds: Int) -> CallInstant { start + .milliseconds(milliseconds) }

    @Test func `audio goes on in whole blocks, and the rest waits`() {
        var intake = WebIntake(at: start)
        #expect(intake.audioArrived(bytes: 960, at: start) == .pass(bytes: 960))
        #expect(intake.audioArrived(bytes: 958, at: start) == .pass(bytes: 0))
        #expect(intake.audioArrived(bytes: 0, at: start) == .pass(bytes: 0))
        #expect(intake.audioArrived(bytes: 2, at: start) == .pass(bytes: 960))
        #expect(intake.audioArrived(bytes: 2000, at: start) == .pass(bytes: 1920))
        #expect(intake.audioArrived(bytes: 880, at: start) == .pass(bytes: 960))
        #expect(intake.oddFrames == 0)
    }

    @Test func `half a sample waits for its other half, and is counted`() {
        var intake = WebIntake(at: start)
        #expect(intake.audioArrived(bytes: 959, at: start) == .pass(bytes: 0))
        #expect(intake.audioArrived(bytes: 1, at: start) == .pass(bytes: 960))
        #expect(intake.audioArrived(bytes: 961, at: start) == .pass(bytes: 960))
        #expect(intake.audioArrived(bytes: 959, at: start) == .pass(bytes: 960))
        #expect(intake.oddFrames == 4)
    }

    @Test func `an hour in real time is borne`() {
        var intake = WebIntake(at: start)
        for frame in 0..<180_000 {
            let now = after(frame * 20)
            #expect(intake.frameArrived(at: now) == nil)
            #expect(intake.audioArrived(bytes: 960, at: now) == .pass(bytes: 960))
        }
    }

    @Test func `five seconds at once are borne after a pause, and no more`() {
        var intake = WebIntake(at: start)
        #expect(intake.audioArrived(bytes: 250 * 960, at: start) == .pass(bytes: 250 * 960))
        guard case .tooFast = intake.audioArrived(bytes: 960, at: start) else {
            return #expect(Bool(false), "it was borne")
        }
    }

    @Test func `ten times real time is too much within a second`() {
        var intake = WebIntake(at: start)
        var passed = 0
        while case .pass(let bytes) = intake.audioArrived(bytes: 960, at: after(passed * 2)) { passed += bytes / 960 }
        #expect((250...500).contains(passed))
    }

    @Test func `audio in the smallest of frames is counted as what it is`() {
        var intake = WebIntake(at: start)
        var bytes = 0
        while case .pass = intake.audioArrived(bytes: 1, at: start) { bytes += 1 }
        #expect(bytes == 251 * 960 - 1)
    }

    @Test func `figures are taken once a second, however often they come`() {
        var intake = WebIntake(at: start)
        let taken = (0..<100).map { intake.figuresArrived(at: after($0 * 100)) }
        #expect(taken.count { $0 } == 10)
        #expect(taken[0] && !taken[1] && !taken[9] && taken[10])
    }

    @Test func `a flood of frames is too much, whatever is in them`() {
        var intake = WebIntake(at: start)
        var frames = 0
        while intake.frameArrived(at: start) == nil { frames += 1 }
        #expect(frames == 1000)
        #expect(intake.frameArrived(at: after(4)) == nil)
        #expect(intake.frameArrived(at: after(4)) != nil)
    }
}
