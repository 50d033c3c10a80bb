import CoraCall
import Testing

struct ClaimTests {
    @Test func `the correction is asked for when the response is done`() {
        var call = CallDriver.make(in: .live)

        #expect(call.machine.claimMade(at: call.now) == .correct(lineStaysOpen: false, ask: nil))
        #expect(call.done("R1") == .ask(.afterClaim))
    }

    @Test func `at most twice a call`() {
        var call = CallDriver.make(in: .live)
        for response in ["R1", "R2"] {
            #expect(call.machine.claimMade(at: call.now) == .correct(lineStaysOpen: false, ask: nil))
            #expect(call.done(response) == .ask(.afterClaim))
            call.begin(response == "R1" ? "R2" : "R3")
        }

        #expect(call.machine.claimMade(at: call.now) == .note)
        #expect(call.done("R3") == .rest)
    }

    @Test func `a caller who speaks meanwhile is answered by the model, which has been told`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()

        #expect(call.machine.claimMade(at: call.now) == .correct(lineStaysOpen: false, ask: nil))
        #expect(call.done("R1", .cancelled) == .rest)
    }

    @Test func `a goodbye with a claim is taken back`() {
        var call = CallDriver.make(in: .yielding)

        #expect(call.machine.claimMade(at: call.now) == .correct(lineStaysOpen: true, ask: nil))
        #expect(call.machine.label == "live")
        #expect(call.done("R1") == .ask(.afterClaim))
        call.begin("R2")
        call.speak("A2", in: "R2", milliseconds: 400)
        #expect(call.done("R2") == .rest)
        #expect(call.machine.termination == nil)
    }

    @Test func `what the model was told to say is not its claim`() {
        var call = CallDriver.make(in: .connecting)
        _ = call.machine.sessionReady(at: call.now)
        call.begin("R0")

        #expect(call.machine.activeRequest == .greeting)
        #expect(call.machine.claimMade(at: call.now) == .ignore)
    }

    @Test func `a firm goodbye is only noted`() {
        var call = CallDriver.make(in: .firm)
        #expect(call.machine.claimMade(at: call.now) == .note)
    }

    @Test(arguments: Commitment.allCases, [true, false])
    func `the correction tells the model what to do`(claim: Commitment, lineStaysOpen: Bool) {
        let text = Directions.correction(of: claim, lineStaysOpen: lineStaysOpen, with: ToolCatalog([]))

        #expect(text.hasPrefix("The line stays open") == lineStaysOpen)
        #expect(text.contains("no tool has done that"))
        // Nothing in it is to be said as it stands.
        #expect(Directions.sentence(in: text) == nil)
    }
}
