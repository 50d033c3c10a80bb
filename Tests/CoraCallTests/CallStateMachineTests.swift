import CoraCall
import CoraTenant
import Testing

/// Every event in every state. A cell says what the machine answers and, if it moves, where it is then.
struct CallStateMachineTests {
    @Test(arguments: MachineEvent.allCases)
    func `every event has its answer in every state`(event: MachineEvent) {
        for place in Place.allCases {
            var call = CallDriver.make(in: place)
            let before = call.machine.label
            var said = event.happen(to: &call)
            if call.machine.label != before { said += " → \(call.machine.label)" }

            #expect(said == event.answers[place], "\(event) in \(place)")
        }
    }

    @Test(arguments: Place.allCases)
    func `a call is driven to each state by real events`(place: Place) {
        let call = CallDriver.make(in: place)
        switch (place, call.machine.state) {
        case (.awaitingStart, .awaitingStart), (.redeeming, .redeeming), (.connecting, .connecting), (.live, .live),
            (.recovering, .recovering),
            (.ended, .ended):
            break
        case (.yielding, .leaving(_, let goodbye)): #expect(goodbye.cause.yieldsToCaller)
        case (.firm, .leaving(_, let goodbye)): #expect(!goodbye.cause.yieldsToCaller)
        default: Issue.record("\(place) is \(call.machine.label)")
        }
        #expect(call.machine.isOpen == [.live, .yielding, .firm].contains(place))
        #expect((call.machine.termination != nil) == (place == .ended))
        #expect((call.machine.nextDeadline == nil) == (place == .ended))
    }

    @Test(arguments: MachineEvent.allCases)
    func `what has ended stays ended, for the reason it ended`(event: MachineEvent) {
        var call = CallDriver.make(in: .ended)
        let termination = call.machine.termination
        _ = event.happen(to: &call)

        #expect(call.machine.termination == termination)
        #expect(call.machine.nextDeadline == nil)
    }
}

/// Everything that can happen to a call.
enum MachineEvent: CaseIterable {
    case streamStarted, ticketRedeemed, mediaArrived, markReturned, strayMark, digitPressed, hashPressed
    case streamStopped, callerSocketClosed
    case sessionReady, responseCreated, audioBegan, audioPlayed, audioFinished, speechStarted, speechStopped
    case requestRefused, requestFailed, doneCompleted, doneCancelled, doneFailed, doneFailedForGood
    case endCallCalled, toolCalled, toolFinished, claimMade, modelLost
    case deadlineReached, leaveFor, end

    /// Makes it happen, and says in words what the machine answered.
    func happen(to call: inout CallDriver) -> String {
        let now = call.now
        switch self {
        case .streamStarted: return say(call.machine.streamStarted(at: now))
        case .ticketRedeemed:
            return say(call.machine.ticketRedeemed(for: CallDriver.tenant, hasRecording: false, at: now))
        case .mediaArrived: return say(call.machine.mediaArrived(bytes: 160, timestamp: 0, at: now))
        case .markReturned: return say(call.machine.markReturned(1, at: now))
        case .strayMark: return say(call.machine.markReturned(nil, at: now))
        case .digitPressed: return say(call.machine.digitPressed("7", at: now))
        case .hashPressed:
            _ = call.machine.digitPressed("7", at: now)
            return say(call.machine.digitPressed("#", at: now))
        case .streamStopped: return say(call.machine.streamStopped())
        case .callerSocketClosed: return say(call.machine.callerSocketClosed())
        case .sessionReady: return say(call.machine.sessionReady(at: now))
        case .responseCreated:
            call.machine.responseCreated("R2", at: now)
            return "-"
        case .audioBegan: return say(call.machine.audioBegan(item: "A2", response: "R1", at: now))
        case .audioPlayed: return say(call.machine.audioPlayed(bytes: 80, at: now))
        case .audioFinished:
            if call.machine.mayPlay() { _ = call.machine.audioPlayed(bytes: 80, at: now) }
            return say(call.machine.audioFinished())
        case .speechStarted: return say(call.machine.speechStarted(at: now))
        case .speechStopped:
            call.machine.speechStopped(at: now)
            return "-"
        case .requestRefused:
            call.machine.requestRefused(at: now)
            return "-"
        case .requestFailed: return say(call.machine.requestFailed("why", at: now))
        case .doneCompleted: return say(call.machine.responseDone("R1", .completed, at: now))
        case .doneCancelled: return say(call.machine.responseDone("R1", .cancelled, at: now))
        case .doneFailed: return say(call.machine.responseDone("R1", .failed("why"), at: now))
        case .doneFailedForGood: return say(call.machine.responseDone("R1", .failedForGood("why"), at: now))
        case .endCallCalled: return say(call.callsTool(EndCallTool.name))
        case .toolCalled: return say(call.callsTool("find_listing"))
        case .toolFinished: return say(call.toolFinishes())
        case .claimMade: return say(call.machine.claimMade(at: now))
        case .modelLost: return say(call.machine.modelLost(ModelLoss("why"), at: now))
        case .deadlineReached: return say(call.machine.deadlineReached(at: now + .seconds(3600)))
        case .leaveFor: return say(call.machine.leave(for: .drain, at: now))
        case .end: return say(call.machine.end(.poisoned("why")))
        }
    }

    /// The answer as words, without the names of the types.
    private func say<Answer>(_ answer: Answer?) -> String {
        guard let answer else { return "nil" }
        return "\(answer)".replacing("CoraCall.ResponseRequest.", with: "").replacing("CoraCall.", with: "").replacing(
            "CoraTenant.", with: ""
        )
        .replacing("silenceMilliseconds: ", with: "").replacing("(Termination(", with: "(")
    }
}
