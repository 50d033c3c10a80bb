import CoraCall
import Testing

struct TerminationTests {
    typealias Case = (
        reason: Termination.Reason, label: String, result: Termination.Result, code: UInt16, next: NextStep
    )

    private static let cases: [Case] = [
        (.callerHungUp, "caller_hung_up", .completed, 1000, .hangUp),
        (.agentEnded, "agent_ended", .completed, 1000, .hangUp),
        (.callerSilent, "caller_silent", .completed, 1000, .hangUp),
        (.durationLimit, "duration_limit", .completed, 1000, .hangUp),
        (.transferred(to: TransferOrder("+1")), "transferred", .completed, 1000, .dial(TransferOrder("+1"))),
        (.drained, "drained", .completed, 1001, .reconnect),
        (.spendLimit, "spend_limit", .completed, 1000, .hangUp),
        (.callerSocketLost, "caller_socket_lost", .callerFault, 1000, .reconnect),
        (.callerMediaLost, "caller_media_lost", .callerFault, 1000, .reconnect),
        (.protocolFault(.noStart), "protocol_fault", .callerFault, 1008, .hangUp),
        (.protocolFault(.secondStart), "protocol_fault", .callerFault, 1008, .hangUp),
        (.protocolFault(.beforeStart("x")), "protocol_fault", .callerFault, 1008, .hangUp),
        (.protocolFault(.badStreamID), "protocol_fault", .callerFault, 1008, .hangUp),
        (.protocolFault(.tooFast("x")), "protocol_fault", .callerFault, 1008, .hangUp),
        (.protocolFault(.impossiblePlayback), "protocol_fault", .callerFault, 1008, .hangUp),
        (.protocolFault(.binaryFrame), "protocol_fault", .callerFault, 1003, .hangUp),
        (.protocolFault(.wrongFormat("x")), "protocol_fault", .callerFault, 1003, .hangUp),
        (.protocolFault(.badFrame), "protocol_fault", .callerFault, 1002, .hangUp),
        (.protocolFault(.notAMessage("x")), "protocol_fault", .callerFault, 1007, .hangUp),
        (.protocolFault(.badPayloads), "protocol_fault", .callerFault, 1007, .hangUp),
        (.protocolFault(.tooLarge), "protocol_fault", .callerFault, 1009, .hangUp),
        (.ticketRefused(.used), "ticket_refused", .callerFault, 1008, .hangUp),
        (.modelUnavailable("x"), "model_unavailable", .modelFault, 1000, .apologise),
        (.modelLost("x"), "model_lost", .modelFault, 1000, .apologise),
        (.poisoned("x"), "poisoned", .serverFault, 1011, .apologise),
    ]

    @Test(arguments: cases)
    func `every end has a word, somebody who answers for it, a close code and a next step`(end: Case) {
        let termination = Termination(end.reason)

        #expect(termination.label == end.label)
        #expect(termination.result == end.result)
        #expect(termination.closeCode == end.code)
        #expect(termination.nextStep == end.next)
        #expect("\(termination)".hasPrefix(end.label))
    }

    @Test(arguments: [
        Goodbye.Cause.agentEnded, .silence, .durationLimit, .transfer(to: TransferOrder("+1")), .drain,
        .spendLimit(isCalledBack: true),
    ])
    func `every goodbye is for an end as a call should end`(cause: Goodbye.Cause) {
        #expect(cause.termination.result == .completed)
    }
}
