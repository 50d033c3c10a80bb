import CoraCall
import CoraSupervisor
import CoraTenant
import Testing

struct CallSupervisorTests {
    private let clock = SettableClock()
    private let supervisor: CallSupervisor

    init() {
        let clock = clock
        supervisor = CallSupervisor(limits: .init(calls: 3), remembered: 2) { clock.now }
    }

    /// Admits, redeems and opens a call.
    private func open(_ ticket: CallTicket) async throws -> RecordedCall {
        let call = RecordedCall()
        let id = try await supervisor.admit(ticket)
        #expect(await supervisor.redeem(id, callSID: ticket.callSID) == .success(ticket))
        await supervisor.callOpened(call, ticket)
        return call
    }

    @Test func `live calls are counted by channel`() async throws {
        var session = ticket("WS1")
        session.caller = .web
        _ = try await open(session)
        _ = try await open(ticket("CA1"))
        _ = try await supervisor.admit(ticket("CA2"))
        var stats = FleetStats(at: 0, instance: .init())
        await supervisor.read(into: &stats, configured: [])
        #expect(stats.calls.byChannel == ["telephone": 1, "web": 1])
    }

    // MARK: Tickets

    @Test func `a ticket is redeemed once`() async throws {
        let id = try await supervisor.admit(ticket("CA1"))

        #expect(await supervisor.redeem(id, callSID: "CA1") == .success(ticket("CA1")))
        #expect(await supervisor.redeem(id, callSID: "CA1") == .failure(.used))
    }

    @Test func `a ticket that was never given out is refused`() async {
        #expect(await supervisor.redeem("nothing", callSID: "CA1") == .failure(.invalid))
    }

    @Test func `a ticket is good for its own call only, and is not used up by another`() async throws {
        let id = try await supervisor.admit(ticket("CA1"))

        #expect(await supervisor.redeem(id, callSID: "CA2") == .failure(.otherCall))
        #expect(await supervisor.redeem(id, callSID: "CA1") == .success(ticket("CA1")))
    }

    @Test func `a ticket whose call does not come expires and gives its place back`() async throws {
        let id = try await supervisor.admit(ticket("CA1"))
        clock.advance(by: .milliseconds(14_999))
        #expect(await supervisor.isEmpty() == false)
        clock.advance(by: .milliseconds(1))

        #expect(await supervisor.redeem(id, callSID: "CA1") == .failure(.expired))
        #expect(await supervisor.isEmpty())
        #expect(await supervisor.abandoned == 1)
    }

    @Test func `the same stream that asks again gets the ticket it has, and no second place`() async throws {
        let id = try await supervisor.admit(ticket("CA1", id: "first"))
        for _ in 0..<5 { #expect(try await supervisor.admit(ticket("CA1", id: "second")) == id) }

        _ = try await supervisor.admit(ticket("CA2"))
        _ = try await supervisor.admit(ticket("CA3"))
        #expect(await supervisor.redeem("second", callSID: "CA1") == .failure(.invalid))
    }

    @Test func `the next stream of the same call gets a ticket of its own`() async throws {
        let first = try await supervisor.admit(ticket("CA1"))

        #expect(try await supervisor.admit(ticket("CA1", attempt: 1)) != first)
    }

    // MARK: Places

    @Test func `a full instance refuses, and takes the next once a call is over`() async throws {
        for sid in ["CA1", "CA2"] { _ = try await open(ticket(sid)) }
        _ = try await supervisor.admit(ticket("CA3"))
        await #expect(throws: CallSupervisor.Refusal.full) { try await supervisor.admit(ticket("CA4")) }
        await supervisor.callEnded(ticket("CA1"), Termination(.callerHungUp))

        #expect(await supervisor.liveCount == 1)
        _ = try await supervisor.admit(ticket("CA4"))
    }

    @Test func `a call on its way from its ticket to its stream keeps its place`() async throws {
        for sid in ["CA1", "CA2", "CA3"] {
            let id = try await supervisor.admit(ticket(sid))
            _ = await supervisor.redeem(id, callSID: sid)
        }

        await #expect(throws: CallSupervisor.Refusal.full) { try await supervisor.admit(ticket("CA4")) }
        #expect(await supervisor.isEmpty() == false)
    }

    @Test func `an end that is reported twice, or of a call that never lived, frees nothing`() async throws {
        for sid in ["CA1", "CA2", "CA3"] { _ = try await open(ticket(sid)) }
        await supervisor.callEnded(ticket("CA9"), Termination(.callerHungUp))
        await supervisor.callEnded(ticket("CA1"), Termination(.callerHungUp))
        await supervisor.callEnded(ticket("CA1"), Termination(.callerHungUp))
        _ = try await supervisor.admit(ticket("CA4"))

        await #expect(throws: CallSupervisor.Refusal.full) { try await supervisor.admit(ticket("CA5")) }
    }

    // MARK: After the stream

    @Test func `how a stream ended is known when the carrier asks`() async throws {
        _ = try await open(ticket("CA1"))
        await supervisor.callEnded(ticket("CA1"), Termination(.agentEnded))

        #expect(await supervisor.streamEnded(callSID: "CA1", attempt: 0)?.termination == Termination(.agentEnded))
        #expect(await supervisor.streamEnded(callSID: "CA2", attempt: 0) == nil)
    }

    @Test func `a stream that ended without our noticing is a lost one`() async throws {
        let call = try await open(ticket("CA1"))

        #expect(await supervisor.streamEnded(callSID: "CA1", attempt: 0)?.termination == Termination(.callerSocketLost))
        #expect(await call.termination == Termination(.callerSocketLost))
        #expect(await supervisor.liveCount == 0)
    }

    @Test func `a call whose own report is still on the way ended as it says`() async throws {
        let call = try await open(ticket("CA1"))
        await call.end(.transferred(to: TransferOrder("+15550199")))
        let ended = await supervisor.streamEnded(callSID: "CA1", attempt: 0)
        await supervisor.callEnded(ticket("CA1"), Termination(.transferred(to: TransferOrder("+15550199"))))

        #expect(ended?.termination == Termination(.transferred(to: TransferOrder("+15550199"))))
    }

    @Test func `the calls that ended last are remembered`() async throws {
        for sid in ["CA1", "CA2"] {
            _ = try await open(ticket(sid))
            await supervisor.callEnded(ticket(sid), Termination(.callerSocketLost))
        }
        _ = try await open(ticket("CA1", attempt: 1))
        await supervisor.callEnded(ticket("CA1", attempt: 1), Termination(.agentEnded))
        _ = try await open(ticket("CA3"))
        await supervisor.callEnded(ticket("CA3"), Termination(.agentEnded))

        #expect(await supervisor.streamEnded(callSID: "CA2", attempt: 0) == nil)
        #expect(await supervisor.streamEnded(callSID: "CA1", attempt: 0) == nil)
        #expect(await supervisor.streamEnded(callSID: "CA1", attempt: 1)?.ticket.attempt == 1)
        #expect(await supervisor.streamEnded(callSID: "CA3", attempt: 0) != nil)
    }

    @Test func `a question about an earlier stream that comes late does not end the one that lives`() async throws {
        _ = try await open(ticket("CA1"))
        await supervisor.callEnded(ticket("CA1"), Termination(.callerSocketLost))
        let second = try await open(ticket("CA1", attempt: 1))
        #expect(await supervisor.streamEnded(callSID: "CA1", attempt: 0) == nil)
        #expect(await supervisor.isSuperseded(callSID: "CA1", attempt: 0))
        #expect(await second.termination == nil)
        #expect(await supervisor.lastEnd(callSID: "CA1")?.termination == Termination(.callerSocketLost))
    }

    @Test func `the carrier says the call is over: it ends as hung up`() async throws {
        let call = try await open(ticket("CA1"))
        await supervisor.carrierEnded(callSID: "CA2")
        #expect(await call.termination == nil)
        await supervisor.carrierEnded(callSID: "CA1")

        #expect(await call.termination == Termination(.callerHungUp))
    }

    @Test func `what lives is seen by the carrier's id`() async throws {
        _ = try await open(ticket("CA1"))

        #expect(await supervisor.snapshots().keys.sorted() == ["CA1"])
    }

    @Test func `a call is found by the carrier's id, the latest stream of it`() async throws {
        let first = try await open(ticket("CA1"))
        let second = try await open(ticket("CA1", attempt: 1))
        #expect(await supervisor.liveCall("CA1")?.call === second)
        await supervisor.callEnded(ticket("CA1", attempt: 1), Termination(.callerHungUp))
        #expect(await supervisor.liveCall("CA1")?.call === first)
        await supervisor.callEnded(ticket("CA1"), Termination(.callerHungUp))
        #expect(await supervisor.liveCall("CA1") == nil)
    }

    // MARK: A ticket's time that runs out between being shown and the call's beginning

    @Test func `a call that begins after its ticket's time takes another place, if there is one`() async throws {
        let id = try await supervisor.admit(ticket("CA1"))
        _ = await supervisor.redeem(id, callSID: "CA1")
        clock.advance(by: .seconds(15))
        #expect(await supervisor.isEmpty())
        let call = RecordedCall()
        await supervisor.callOpened(call, ticket("CA1"))
        #expect(await supervisor.liveCount == 1)
        #expect(await call.termination == nil)
    }

    @Test func `and is ended if there is none`() async throws {
        let id = try await supervisor.admit(ticket("CA1"))
        _ = await supervisor.redeem(id, callSID: "CA1")
        clock.advance(by: .seconds(15))
        for sid in ["CA2", "CA3", "CA4"] { _ = try await open(ticket(sid)) }
        let call = RecordedCall()
        await supervisor.callOpened(call, ticket("CA1"))
        #expect(await call.termination == Termination(.ticketRefused(.expired)))
        #expect(await supervisor.liveCount == 3)
    }

    @Test func `a call that says twice that it begins has one place`() async throws {
        let first = try await open(ticket("CA1"))
        let second = RecordedCall()
        // Its end is not to be told: it would be taken for the first one's.
        #expect(await supervisor.callOpened(second, ticket("CA1")) == false)
        #expect(await second.termination == Termination(.ticketRefused(.expired)))
        #expect(await first.termination == nil)
        await supervisor.callEnded(ticket("CA1"), Termination(.callerHungUp))
        #expect(await supervisor.isEmpty())
    }

    // MARK: Going away

    @Test func `a drain can be taken back until the process is going away`() async throws {
        await supervisor.beginDraining(until: clock.now + .seconds(60))
        clock.advance(by: .seconds(1))
        #expect(await supervisor.isDraining)
        #expect(await supervisor.refusal == .draining)
        #expect(await supervisor.undrain())
        #expect(await supervisor.isDraining == false)
        #expect(await supervisor.refusal == nil)
        await supervisor.stop(until: clock.now)
        #expect(await supervisor.undrain() == false)
        #expect(await supervisor.isStopping)
    }

    @Test func `a drain that calls outlast tells them goodbye, cuts them, and is stuck if they live on`() async throws {
        let call = try await open(ticket("CA1"))
        await supervisor.beginDraining(until: clock.now + .seconds(60))
        #expect(await supervisor.followDrain() == .goesOn)
        #expect(await supervisor.admissionFigures().drainRemaining == .seconds(60))
        clock.advance(by: .seconds(59))
        #expect(await supervisor.followDrain() == nil)
        #expect(await call.left == [])
        clock.advance(by: .seconds(1))
        #expect(await supervisor.followDrain() == .leaving)
        #expect(await supervisor.followDrain() == nil)
        #expect(await call.left == [.drain])
        #expect(await supervisor.admissionFigures().isDrainStuck == false)
        clock.advance(by: .seconds(8))
        #expect(await supervisor.followDrain() == .cutting)
        #expect(await call.termination == Termination(.drained))
        let figures = await supervisor.admissionFigures()
        #expect(figures.isDrainStuck && figures.state == .draining && figures.drainRemaining == .zero)
        #expect(await supervisor.isStopping == false)
        await supervisor.callEnded(ticket("CA1"), Termination(.callerHungUp))
        #expect(await supervisor.admissionFigures().isDrainStuck == false)
    }

    @Test func `a call that goes on is not let in a second time, nor turned away by a drain`() async throws {
        _ = try await supervisor.admit(ticket("CA1"))
        var later = ticket("CA1")
        later.attempt = 1
        _ = try await supervisor.admit(later)
        #expect(await supervisor.admissionFigures().admission.admitted == 1)
        await supervisor.beginDraining()
        later.attempt = 2
        await #expect(throws: CallSupervisor.Refusal.draining) { try await supervisor.admit(later) }
        #expect(await supervisor.admissionFigures().admission.refused == 0)
        await #expect(throws: CallSupervisor.Refusal.draining) { try await supervisor.admit(ticket("CA2")) }
        #expect(await supervisor.admissionFigures().admission.refused == 1)
    }

    @Test func `who comes after a drain was taken back is not told goodbye`() async throws {
        let held = try await supervisor.admit(ticket("CA1"))
        await supervisor.beginDraining(until: clock.now)
        #expect(await supervisor.followDrain() == .leaving)
        #expect(await supervisor.redeem(held, callSID: "CA1") == .failure(.draining))
        #expect(await supervisor.undrain())
        #expect(await supervisor.followDrain() == nil)
        let call = try await open(ticket("CA2"))
        #expect(await call.left == [])
        await supervisor.beginDraining(until: clock.now)
        #expect(await supervisor.followDrain() == .leaving)
        #expect(await call.left == [.drain])
    }

    @Test func `a caller who is moved is waited for until the carrier has asked, or for two seconds`() async throws {
        for sid in ["CA1", "CA2"] {
            _ = try await open(ticket(sid))
            await supervisor.callEnded(ticket(sid), Termination(.drained))
        }
        #expect(await supervisor.isEmpty())
        #expect(await supervisor.isSettled() == false)
        _ = await supervisor.streamEnded(callSID: "CA1", attempt: 0)
        #expect(await supervisor.isSettled() == false)
        clock.advance(by: .seconds(2))
        #expect(await supervisor.isSettled())
    }

    @Test func `while draining no call is admitted, and those that are go on`() async throws {
        let id = try await supervisor.admit(ticket("CA1"))
        let call = try await open(ticket("CA2"))
        await supervisor.beginDraining()

        await #expect(throws: CallSupervisor.Refusal.draining) { try await supervisor.admit(ticket("CA3")) }
        #expect(await supervisor.redeem(id, callSID: "CA1") == .success(ticket("CA1")))
        #expect(await call.left == [])
    }

    @Test func `at the end of the grace every call is asked to leave, one on its way too`() async throws {
        let waiting = try await supervisor.admit(ticket("CA1"))
        let opening = try await supervisor.admit(ticket("CA2"))
        _ = await supervisor.redeem(opening, callSID: "CA2")
        let live = try await open(ticket("CA3"))
        await supervisor.beginDraining(until: clock.now)
        #expect(await supervisor.followDrain() == .leaving)
        let late = RecordedCall()
        await supervisor.callOpened(late, ticket("CA2"))

        #expect(await live.left == [.drain])
        #expect(await late.left == [.drain])
        #expect(await supervisor.redeem(waiting, callSID: "CA1") == .failure(.draining))
    }

    @Test func `at the very end every call is cut, and none is left`() async throws {
        let call = try await open(ticket("CA1"))
        await supervisor.stop(until: clock.now)
        await supervisor.hurry()
        await supervisor.hurry()
        #expect(await supervisor.followDrain() == .cutting)
        #expect(await call.termination == Termination(.drained))
        #expect(await supervisor.isEmpty() == false)
        await supervisor.callEnded(ticket("CA1"), Termination(.drained))

        #expect(await supervisor.isEmpty())
    }
}
