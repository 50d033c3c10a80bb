import CoraTenant
import Testing

struct PageFiguresTests {
    private static func spans(_ milliseconds: Int...) -> [CallDuration] { milliseconds.map(CallDuration.milliseconds) }

    private static func figures(_ change: (inout PageFigures) -> Void) -> PageFigures {
        var figures = PageFigures()
        change(&figures)
        return figures
    }

    @Test func `counts are new by how far they rose; one that fell began anew`() {
        let first = Self.figures { ($0.gaps, $0.gapTime, $0.lost, $0.received) = (2, .milliseconds(90), 5, 400) }
        let second = Self.figures { ($0.gaps, $0.gapTime, $0.lost, $0.received) = (5, .milliseconds(150), 3, 900) }
        let new = second.since(first)
        #expect(new.gaps == 3 && new.gapTime == .milliseconds(60))
        #expect(new.lost == 3 && new.received == 500)
        #expect(first.since(PageFigures()) == first)
        #expect(PageFigures().since(first) == PageFigures())
    }

    @Test(arguments: [
        ([], [700], [700]), ([700], [700], []), ([700], [700, 900], [900]), ([1, 2, 3], [2, 3, 4, 5], [4, 5]),
        ([1, 2, 3], [7, 8], [7, 8]), ([5, 5], [5, 5, 5], [5]), ([1, 2], [], []),
    ])
    func `of a list of the latest, what was told before is left out`(before: [Int], now: [Int], new: [Int]) {
        let earlier = Self.figures { $0.turns = before.map(CallDuration.milliseconds) }
        let later = Self.figures { $0.turns = now.map(CallDuration.milliseconds) }
        #expect(later.since(earlier).turns.map(\.milliseconds) == new)
    }

    @Test func `the first audio is new once; what is measured again and again is new each time`() {
        let figures = Self.figures {
            ($0.firstAudio, $0.jitter, $0.media) = (.milliseconds(400), .milliseconds(9), .webrtc)
        }
        #expect(figures.since(PageFigures()).firstAudio == .milliseconds(400))
        let again = figures.since(figures)
        #expect(again.firstAudio == nil && again.jitter == .milliseconds(9) && again.media == .webrtc)
    }

    @Test func `the lost part is of all packets that were sent`() {
        #expect(Self.figures { ($0.lost, $0.received) = (5, 95) }.lostShare == 0.05)
        #expect(Self.figures { ($0.lost, $0.received) = (0, 0) }.lostShare == nil)
        #expect(Self.figures { $0.lost = 5 }.lostShare == nil)
    }

    @Test func `the figures are told in words, without what was not measured`() {
        #expect(PageFigures().inWords == "")
        var figures = PageFigures()
        (figures.media, figures.firstAudio) = (.webrtc, .milliseconds(1_042))
        (figures.turns, figures.bargeIns) = (Self.spans(900, 640, 700, 2000), Self.spans(85))
        (figures.gaps, figures.gapTime) = (2, .milliseconds(140))
        (figures.lost, figures.received, figures.jitter) = (12, 4_810, .milliseconds(9))
        figures.roundTrip = .milliseconds(38)
        #expect(
            figures.inWords == """
                webrtc, first audio 1.04 s, answers 700 ms, barge-in 85 ms, 2 gaps (140 ms), 0.2 % lost, jitter 9 ms, \
                round trip 38 ms
                """)
        #expect(Self.figures { ($0.gaps, $0.lost, $0.received) = (0, 30, 70) }.inWords == "no gaps, 30 % lost")
        #expect(Self.figures { ($0.media, $0.gaps) = (.socket, 1) }.inWords == "socket, 1 gap")
    }

    @Test func `only callers in browsers and apps come by the web`() {
        #expect(Caller.web.channel == .web)
        for caller in [Caller.withheld, .number("+15125550142"), .address("sip:ana@acme.example")] {
            #expect(caller.channel == .telephone)
        }
    }
}
