import CoraCall
import CoraTenant
import Testing

struct CallTimeTests {
    @Test func `a silent caller is asked, asked again, and then told goodbye`() {
        var call = CallDriver.quiet()
        for count in 1...2 {
            call.pass(.milliseconds(7980))
            #expect(call.takeDue() == [])
            call.pass(.milliseconds(20))
            #expect(call.takeDue() == [.ask(.afterSilence(count))])
            call.begin("S\(count)")
            _ = call.done("S\(count)")
        }
        call.pass(.seconds(8))
        #expect(call.takeDue() == [.ask(.goodbye(.silence))])
        call.begin("S3")
        call.speak("A3", in: "S3", milliseconds: 500)
        _ = call.done("S3")
        call.pass(.milliseconds(500))

        #expect(call.marks.last == .hangUp(Termination(.callerSilent)))
    }

    @Test func `the quiet begins when the agent has been heard`() {
        var call = CallDriver.make(in: .live)
        _ = call.done("R1")
        call.pass(.milliseconds(8980))
        #expect(call.takeDue() == [])
        call.pass(.milliseconds(40))

        #expect(call.takeDue() == [.ask(.afterSilence(1))])
    }

    @Test func `speech begins the questions anew`() {
        var call = CallDriver.quiet()
        call.pass(.seconds(8))
        call.begin("S1")
        _ = call.done("S1")
        _ = call.callerSpeaks()
        call.machine.speechStopped(at: call.now)
        call.machine.callerUnderstood(at: call.now)
        call.begin("R2")
        _ = call.done("R2")
        _ = call.takeDue()
        call.pass(.seconds(8))

        #expect(call.takeDue() == [.ask(.afterSilence(1))])
    }

    @Test func `a caller who speaks for long is not asked`() {
        var call = CallDriver.quiet()
        _ = call.callerSpeaks()
        call.pass(.milliseconds(29_900))

        #expect(call.takeDue() == [])
    }

    @Test func `nor one who interrupted the agent and speaks for long`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()
        _ = call.done("R1", .cancelled)
        call.pass(.milliseconds(29_900))

        #expect(call.takeDue() == [])
    }

    @Test func `speech without an end is taken as a turn after half a minute`() {
        var call = CallDriver.quiet()
        _ = call.callerSpeaks()
        call.pass(.seconds(30))

        #expect(call.takeDue() == [.commit(ask: .retry)])
    }

    @Test func `the caller is not asked while a tool runs, only told once to wait`() {
        var call = CallDriver.make(in: .live)
        _ = call.callsTool("find_listing")
        _ = call.done("R1")
        call.pass(.seconds(2))
        call.begin("R2")
        _ = call.done("R2")
        call.pass(.seconds(30))

        #expect(call.takeDue() == [.ask(.whileToolsRun)])
    }

    @Test func `a mark that never comes back does not keep the caller from being asked`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        _ = call.machine.audioBegan(item: "A1", response: "R1", at: call.now)
        _ = call.machine.audioPlayed(bytes: 8000, at: call.now)
        _ = call.done("R1")
        call.pass(.seconds(9))

        #expect(call.takeDue() == [.ask(.afterSilence(1))])
    }

    @Test func `the caller is warned before the longest time, and told goodbye at it`() {
        let manners = PhoneManners(silence: .seconds(1000), maximumDuration: .seconds(120))
        var call = CallDriver.quiet(tenant: CallDriver.tenant(manners: manners))
        call.pass(.milliseconds(59_980))
        #expect(call.takeDue() == [])
        call.pass(.milliseconds(20))
        #expect(call.takeDue() == [.ask(.nearLimit)])
        call.begin("R1")
        _ = call.done("R1")
        call.pass(.seconds(60))

        #expect(call.takeDue() == [.ask(.goodbye(.durationLimit))])
    }

    @Test func `a call whose limit is shorter than the warning gets none`() {
        let manners = PhoneManners(silence: .seconds(1000), maximumDuration: .seconds(30))
        var call = CallDriver.quiet(tenant: CallDriver.tenant(manners: manners))
        call.pass(.seconds(30))

        #expect(call.takeDue() == [.ask(.goodbye(.durationLimit))])
    }

    @Test func `digits are told once the caller pauses`() {
        var call = CallDriver.quiet()
        for digit in "42" { #expect(call.machine.digitPressed(digit, at: call.now) == .wait) }
        call.pass(.milliseconds(1480))
        #expect(call.takeDue() == [])
        call.pass(.milliseconds(20))

        #expect(call.takeDue() == [.digit(.typed("42", ask: .afterDigits))])
    }

    @Test func `the caller who speaks after typing is answered once`() {
        var call = CallDriver.quiet()
        _ = call.machine.digitPressed("4", at: call.now)
        _ = call.callerSpeaks()
        call.pass(.milliseconds(1500))
        #expect(call.takeDue() == [.digit(.typed("4", ask: nil))])
        call.machine.speechStopped(at: call.now)
        call.begin("R1")

        #expect(call.done("R1") == .rest)
    }

    @Test func `zero means a person where the tenant says so`() {
        var call = CallDriver.quiet(tenant: CallDriver.tenant(zeroMeansHuman: true))
        _ = call.machine.digitPressed("0", at: call.now)
        call.pass(.milliseconds(1500))

        #expect(call.takeDue() == [.digit(.human(ask: .goodbye(.transfer(to: TransferOrder("+15550199")))))])
    }

    @Test func `zero is a digit like others where the tenant does not, or in a longer row`() {
        var plain = CallDriver.quiet()
        _ = plain.machine.digitPressed("0", at: plain.now)
        #expect(plain.machine.digitPressed("#", at: plain.now) == .typed("0", ask: .afterDigits))

        var human = CallDriver.quiet(tenant: CallDriver.tenant(zeroMeansHuman: true))
        for digit in "10" { _ = human.machine.digitPressed(digit, at: human.now) }
        #expect(human.machine.digitPressed("#", at: human.now) == .typed("10", ask: .afterDigits))
    }

    @Test func `a line without media gets silence, and is given up after fifteen seconds`() {
        var call = CallDriver.quiet()
        call.pass(.milliseconds(100))
        call.mediaFlows = false
        call.pass(.seconds(16))
        let silence = call.due.map { if case .addSilence(let milliseconds) = $0 { milliseconds } else { 0 } }

        #expect(silence.first == 760)
        #expect(silence.reduce(0, +) == 10_000)
        #expect(call.machine.figures.silenceAdded == 10_000)
        #expect(call.due.last == .end(Termination(.callerMediaLost)))
    }

    @Test func `a stream that never says whose it is ends after ten seconds`() {
        var call = CallDriver.make(in: .awaitingStart)
        call.mediaFlows = false
        call.pass(.milliseconds(9980))
        #expect(call.takeDue() == [])
        call.pass(.milliseconds(20))

        #expect(call.takeDue() == [.end(Termination(.protocolFault(.noStart)))])
    }
}
