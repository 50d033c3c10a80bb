import CoraCall
import CoraServer
import CoraStandIn
import CoraWire
import Testing

struct AudioFormatTests {
    @Test(.timeLimit(.minutes(3)), arguments: ["pcmu", "pcm16"])
    func `a tone keeps its pitch both ways`(_ format: String) async throws {
        var options = TestLine.Options(tenants: TestLine.tenants("audioFormat: \(format)"))
        options.standIn.voice = OneNote(hertz: 700, milliseconds: 600)
        try await TestLine.run(options) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await socket.hears(bytes: 595 * 8)
            let heard = Tone.samples(ofMuLaw: socket.audio)
            #expect(abs(heard.count - 4_800) <= 16, "\(heard.count) samples of 600 ms")
            #expect(Tone.share(of: 700, in: heard, rate: 8_000) > 0.95)

            let rate = format == "pcm16" ? 24_000.0 : 8_000
            let bytes = format == "pcm16" ? 48 : 8
            try await socket.say(Tone.muLaw(hertz: 500, milliseconds: 400))
            var samples: ArraySlice<Int16> = []
            try await eventually("400 ms of tone") {
                let audio = line.ear.callerAudio(in: session)
                // Silence of the server's own may come before it.
                samples = (format == "pcm16" ? Tone.samples(ofPCM: audio) : Tone.samples(ofMuLaw: audio))
                    .drop { abs(Int($0)) < 500 }.prefix(390 * bytes / (format == "pcm16" ? 2 : 1))
                return samples.count == 390 * bytes / (format == "pcm16" ? 2 : 1)
            }
            #expect(Tone.share(of: 500, in: Array(samples), rate: rate) > 0.95)
        }
    }
}
