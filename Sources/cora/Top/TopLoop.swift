import CoraConsole
import CoraSupervisor
import Foundation
import UnixSignals

/// Connects keys, figures and the screen until the person quits or the process is told to stop.
struct TopLoop: Sendable {
    private enum News: Sendable {
        case keys([UInt8])
        case tick
        case figures(address: String, FleetStats, [CallStats])
        case timeline(CallTimelineStats)
        case callIsOver(sid: String)
        case trouble(address: String, String)
        case remark(String)
        case over
    }

    private static let pause = Duration.seconds(1)

    let instances: [OpsClient]
    let coloured: Bool

    /// Runs until then, and returns once everything that it began has ended.
    func run() async {
        let (news, outlet) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingNewest(256))
        let wanted = Wanted(instance: 0)
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await bytes in Terminal.keystrokes() { outlet.yield(.keys(bytes)) }
                outlet.yield(.over)
            }
            group.addTask {
                for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup, .sigwinch) {
                    outlet.yield(signal == .sigwinch ? .tick : .over)
                }
            }
            group.addTask { await ask(wanted, outlet) }
            await show(news, outlet, wanted, &group)
            group.cancelAll()
        }
    }

    // MARK: The screen

    private func show(
        _ news: AsyncStream<News>, _ outlet: AsyncStream<News>.Continuation, _ wanted: Wanted,
        _ group: inout DiscardingTaskGroup
    ) async {
        var reader = KeyReader()
        var state = TopState(address: instances[0].address)
        state.instances = instances.count
        var heard = ContinuousClock.now
        draw(&state)
        for await event in news {
            switch event {
            case .keys(let bytes):
                for key in bytes.isEmpty ? reader.pause() : reader.read(bytes) {
                    guard let order = state.press(key) else { continue }
                    if order == .quit { return }
                    carryOut(order, &state, outlet, wanted, &group)
                }
                wanted.look(at: state.lookedAt)
            case .figures(let address, let stats, let calls):
                guard address == state.address else { continue }
                state.stats = stats
                state.show(calls)
                state.trouble = nil
                heard = .now
            case .timeline(let timeline): if state.lookedAt == timeline.call.callSid { state.timeline = timeline }
            case .callIsOver(let sid):
                if state.lookedAt == sid { state.remark = "This call is over. What was last known of it stays." }
            case .trouble(let address, let words): if state.address == address { state.trouble = words }
            case .remark(let words): state.remark = words
            case .tick: break
            case .over: return
            }
            state.age = .now - heard
            draw(&state)
        }
    }

    private func draw(_ state: inout TopState) {
        let size = Terminal.size
        (state.columns, state.rows) = (size.columns, size.rows)
        Terminal.draw(state.lines(), columns: size.columns, coloured: coloured)
    }

    private func carryOut(
        _ order: TopState.Order, _ state: inout TopState, _ outlet: AsyncStream<News>.Continuation, _ wanted: Wanted,
        _ group: inout DiscardingTaskGroup
    ) {
        let instance = instances[wanted.instance]
        switch order {
        case .quit: break
        case .look: wanted.look(at: state.lookedAt)
        case .next:
            let next = (wanted.instance + 1) % instances.count
            wanted.turn(to: next)
            var fresh = TopState(address: instances[next].address)
            fresh.instances = instances.count
            state = fresh
        case .hangUp(let sid):
            group.addTask {
                await tell(outlet, "Asked to hang up.") { () async throws(OpsClient.Failure) in
                    try await instance.hangUp(sid)
                }
            }
        case .drain:
            group.addTask {
                await tell(outlet, "Draining.") { () async throws(OpsClient.Failure) in try await instance.drain(true) }
            }
        case .undrain:
            group.addTask {
                await tell(outlet, "Taking calls again.") { () async throws(OpsClient.Failure) in
                    try await instance.drain(false)
                }
            }
        }
    }

    private func tell(
        _ outlet: AsyncStream<News>.Continuation, _ words: String, _ work: () async throws(OpsClient.Failure) -> Void
    ) async {
        do throws(OpsClient.Failure) {
            try await work()
            outlet.yield(.remark(words))
        } catch {
            outlet.yield(.remark("Not done: \(error)"))
        }
    }

    // MARK: The news

    private func ask(_ wanted: Wanted, _ outlet: AsyncStream<News>.Continuation) async {
        while !Task.isCancelled {
            let instance = instances[wanted.instance]
            do throws(OpsClient.Failure) {
                let stats = try await instance.stats()
                outlet.yield(.figures(address: instance.address, stats, try await instance.calls()))
            } catch {
                outlet.yield(.trouble(address: instance.address, "\(error)"))
            }
            if let sid = wanted.sid { await look(sid, instance, outlet) }
            await wanted.pause(Self.pause)
            outlet.yield(.tick)
        }
    }

    private func look(_ sid: String, _ instance: OpsClient, _ outlet: AsyncStream<News>.Continuation) async {
        do throws(OpsClient.Failure) {
            outlet.yield(.timeline(try await instance.timeline(of: sid)))
        } catch {
            if error.status == 404 { outlet.yield(.callIsOver(sid: sid)) }
        }
    }
}
