import Foundation
import FoundationXML
import Testing

@testable import CoraFakeTwilio

struct WaveformPictureTests {
    private var picture: WaveformPicture {
        WaveformPicture(
            title: "Tom & \"Jerry\" <1>", caller: Array(repeating: 900, count: 80_000),
            agent: Array(repeating: -900, count: 80_000),
            callerLabels: [.init(text: "Sorry, one question.", start: 3, end: 5)],
            agentLabels: [.init(text: "Yes.", start: 1, end: 3.26)],
            cuts: [.init(speech: 3, clear: 3.26, heard: 2.26, unheard: 3.1)])
    }

    @Test func `the document is well formed and escaped`() {
        #expect(XMLParser(data: Data(picture.svg.utf8)).parse())
        #expect(picture.svg.contains("Tom &amp; &quot;Jerry&quot; &lt;1&gt;"))
    }

    @Test func `a barge-in is marked, and what it cut is shaded`() {
        #expect(picture.svg.contains("agent cut after 2.26 s, 260 ms after the caller began"))
        #expect(picture.svg.contains("class=\"dropped\""))
        #expect(picture.svg.contains("3.1 s unheard"))
    }

    @Test func `without a barge-in nothing is marked`() {
        var picture = picture
        picture.cuts = []
        #expect(!picture.svg.contains("class=\"cut\""))
        #expect(!picture.svg.contains("class=\"dropped\""))
    }

    @Test func `a call without sound is drawn too`() {
        #expect(XMLParser(data: Data(WaveformPicture(title: "none", caller: [], agent: []).svg.utf8)).parse())
    }

    @Test(arguments: [(1.0, 1.0), (21, 1), (35, 2), (100, 5), (200, 10), (3_600, 300)])
    func `the axis has at most some twenty ticks`(seconds: Double, step: Double) {
        #expect(WaveformDrawing.tickStep(seconds) == step)
    }

    @Test func `long lines are broken and cut short`() {
        #expect(WaveformDrawing.wrapped("one two three", columns: 8, lines: 3) == ["one two", "three"])
        #expect(WaveformDrawing.wrapped("one two three four", columns: 8, lines: 2) == ["one two", "three…"])
        #expect(WaveformDrawing.wrapped("extraordinarily", columns: 8, lines: 1) == ["extraor…"])
        #expect(WaveformDrawing.wrapped("anything", columns: 3, lines: 2) == [])
    }

    @Test(arguments: [(1.0, "1"), (-0.5, "-0.50"), (2.26, "2.26"), (0.05, "0.05"), (12.004, "12")])
    func `numbers in a picture are short`(value: Double, text: String) {
        #expect(SVG.number(value) == text)
    }
}
