import CoraWeb
import Testing

struct WebPlaybackTests {
    /// The marks that playback has passed and that were not given out.
    private func marks(_ playback: inout WebPlayback) -> [Int] {
        var marks: [Int] = []
        while let mark = playback.nextMark() { marks.append(mark) }
        return marks
    }

    @Test func `line audio is a third of the samples, and none of it is lost between frames`() {
        var playback = WebPlayback()
        #expect(playback.played(samples: 480) == 160)
        #expect(playback.played(samples: 1) == 0)
        #expect(playback.played(samples: 1) == 0)
        #expect(playback.played(samples: 1) == 1)
        #expect(playback.played(samples: 479) == 159)
        #expect(playback.sent == 962)
    }

    @Test func `a mark comes back once playback has passed it`() {
        var playback = WebPlayback()
        _ = playback.played(samples: 4800)
        playback.wait(for: 1)
        _ = playback.played(samples: 4800)
        playback.wait(for: 2)
        #expect(playback.reported(2400) == .heard(bytes: 800))
        #expect(marks(&playback) == [])
        #expect(playback.reported(4800) == .heard(bytes: 1600))
        #expect(marks(&playback) == [1])
        #expect(playback.reported(9600) == .heard(bytes: 3200))
        #expect(marks(&playback) == [2])
    }

    @Test func `one report returns all marks before it, in order`() {
        var playback = WebPlayback()
        for mark in 1...3 {
            _ = playback.played(samples: 480)
            playback.wait(for: mark)
        }
        #expect(playback.reported(1440) == .heard(bytes: 480))
        #expect(marks(&playback) == [1, 2, 3])
    }

    @Test func `a mark behind nothing comes back with the next report`() {
        var playback = WebPlayback()
        playback.wait(for: 1)
        #expect(playback.reported(0) == .heard(bytes: 0))
        #expect(marks(&playback) == [1])
    }

    @Test func `an older report is late, the same one again is not`() {
        var playback = WebPlayback()
        _ = playback.played(samples: 4800)
        #expect(playback.reported(2400) == .heard(bytes: 800))
        #expect(playback.reported(2400) == .heard(bytes: 800))
        #expect(playback.reported(2399) == .late)
    }

    @Test func `more than was sent was never played`() {
        var playback = WebPlayback()
        _ = playback.played(samples: 4800)
        #expect(playback.reported(4801) == .impossible)
        #expect(playback.reported(4800) == .heard(bytes: 1600))
    }

    @Test func `after a clear positions go on where the line was emptied, and what came before is late`() {
        var playback = WebPlayback()
        _ = playback.played(samples: 9600)
        playback.wait(for: 1)
        #expect(playback.reported(2400) == .heard(bytes: 800))
        #expect(playback.clear() == 9600)
        #expect(playback.reported(4800) == .late)
        #expect(marks(&playback) == [])
        _ = playback.played(samples: 4800)
        playback.wait(for: 2)
        #expect(playback.reported(9600) == .heard(bytes: 3200))
        #expect(marks(&playback) == [])
        #expect(playback.reported(14_400) == .heard(bytes: 4800))
        #expect(marks(&playback) == [2])
    }

    @Test func `a client that reports nothing does not make us remember all marks`() {
        var playback = WebPlayback()
        for mark in 1...10_000 {
            _ = playback.played(samples: 480)
            playback.wait(for: mark)
        }
        #expect(playback.reported(playback.sent) == .heard(bytes: 1_600_000))
        let returned = marks(&playback)
        #expect(returned.last == 10_000 && returned.count <= 4096)
    }
}
