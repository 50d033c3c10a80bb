import CoraLoad
import NIOCore
import Testing

struct PulseTests {
    private static let millisecond: UInt64 = 1_000_000

    private func samples(_ value: (Int) -> Int16) -> ByteBuffer {
        var audio = ByteBuffer()
        for index in 0..<480 { audio.writeInteger(value(index), endianness: .little) }
        return audio
    }

    @Test func `a tone is told from silence and from a click, in either audio`() {
        #expect(Pulse.isLoud(samples: samples { $0 / 24 % 2 == 0 ? 12_000 : -12_000 }))
        #expect(!Pulse.isLoud(samples: samples { $0 < 4 ? .min : 0 }))
        #expect(!Pulse.isLoud(samples: ByteBuffer()))
        #expect(Pulse.isLoud(muLaw: ByteBuffer(repeating: 0x80, count: 160)))
        #expect(Pulse.isLoud(muLaw: ByteBuffer(repeating: 0x00, count: 160)))
        #expect(!Pulse.isLoud(muLaw: ByteBuffer(repeating: 0xFF, count: 160)))
        #expect(!Pulse.isLoud(muLaw: ByteBuffer(repeating: 0x7F, count: 160)))
    }

    @Test func `a pulse is timed where it begins, once`() {
        var pulses = PulseTimes()
        pulses.send(at: 0)
        let heard = [false, true, true, false].enumerated().map { index, isLoud in
            pulses.hear(isLoud: isLoud, at: UInt64(index) * Self.millisecond)
        }
        #expect(heard == [nil, 0, nil, nil])
    }

    @Test func `a pulse that never came does not time the next one`() {
        var pulses = PulseTimes()
        pulses.send(at: 0)
        pulses.send(at: 1001 * Self.millisecond)
        let heard = pulses.hear(isLoud: true, at: 1005 * Self.millisecond)
        #expect(heard == 1001 * Self.millisecond)
    }

    @Test func `a tone that nobody sent times nothing`() {
        var pulses = PulseTimes()
        let heard = pulses.hear(isLoud: true, at: 5)
        #expect(heard == nil)
    }
}
