import CoraCall
import CoraSupervisor
import CoraTenant
import Testing

/// What the pages of web sessions report, counted for all of them.
struct WebCountsTests {
    private let clock = SettableClock()
    private let meter: FleetMeter

    init() {
        let clock = clock
        meter = FleetMeter(clocks: Clocks(wall: { WallTime(seconds: 1_700_000_000) }, steady: { clock.now }))
    }

    private var web: FleetStats.Web {
        var stats = FleetStats(at: 0, instance: .init())
        meter.read(into: &stats)
        return stats.web ?? FleetStats.Web()
    }

    private func session(_ sid: String) -> CallTicket {
        var made = ticket(sid)
        made.caller = .web
        return made
    }

    private func report(_ ticket: CallTicket, _ change: (inout PageFigures) -> Void) {
        var figures = PageFigures()
        change(&figures)
        meter.observed(.page(figures), of: ticket)
    }

    @Test func `of each report only what is new is counted`() {
        let (one, other) = (session("WS1"), session("WS2"))
        for ticket in [one, other] { meter.record(.started, of: ticket) }
        report(one) {
            ($0.media, $0.firstAudio, $0.turns) = (.webrtc, .milliseconds(400), [.milliseconds(600)])
            ($0.gaps, $0.gapTime, $0.lost, $0.received) = (1, .milliseconds(70), 2, 100)
        }
        report(one) {
            ($0.media, $0.firstAudio) = (.webrtc, .milliseconds(400))
            ($0.turns, $0.bargeIns) = ([.milliseconds(600), .milliseconds(900)], [.milliseconds(80)])
            ($0.gaps, $0.gapTime, $0.lost, $0.received) = (3, .milliseconds(100), 2, 300)
        }
        report(other) { ($0.media, $0.gaps, $0.jitter) = (.socket, 4, .milliseconds(12)) }
        let web = web
        #expect(web.byMedia == ["webrtc": 1, "socket": 1])
        #expect(web.gaps == 7 && web.gapMs == 100)
        #expect(web.packetsLost == 2 && web.packetsReceived == 300)
        #expect(web.firstAudio.sinceStart.count == 1 && web.turn.sinceStart.count == 2)
        #expect(web.bargeIn.sinceStart.count == 1 && web.jitter.sinceStart.count == 1)
        #expect(web.reporting == 2 && web.badAudio == 0)
    }

    @Test func `telephones and sessions that are over are not counted, and hold no place`() {
        let (telephone, over) = (ticket("CA1"), session("WS1"))
        for ticket in [telephone, over] { meter.record(.started, of: ticket) }
        report(over) { ($0.media, $0.gaps) = (.socket, 1) }
        #expect(web.reporting == 1)
        meter.record(.ended(Termination(.callerHungUp), CallFigures()), of: over)
        for ticket in [telephone, over, session("WS2")] { report(ticket) { ($0.media, $0.gaps) = (.socket, 9) } }
        #expect(web.gaps == 1 && web.byMedia["socket"] == 1 && web.reporting == 0)
    }

    @Test func `audio is judged over some seconds: by what was lost of them`() {
        let session = session("WS1")
        meter.record(.started, of: session)
        clock.advance(by: .seconds(5))
        report(session) { ($0.lost, $0.received) = (100, 100) }
        #expect(web.badAudio == 0)
        clock.advance(by: .seconds(5))
        report(session) { ($0.lost, $0.received) = (100, 400) }
        #expect(web.badAudio == 1)
        clock.advance(by: .seconds(10))
        report(session) { ($0.lost, $0.received) = (110, 900) }
        #expect(web.badAudio == 0)
    }

    @Test func `audio that breaks off more often than every five seconds is bad`() {
        let session = session("WS1")
        meter.record(.started, of: session)
        for (gaps, bad) in [(2, 0), (5, 1), (7, 0), (11, 1)] {
            clock.advance(by: .seconds(10))
            report(session) { $0.gaps = gaps }
            #expect(web.badAudio == bad, "\(gaps)")
        }
        // Its page tells nothing any more.
        clock.advance(by: .seconds(60))
        #expect(web.badAudio == 0 && web.reporting == 0)
    }
}
