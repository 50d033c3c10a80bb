import BenchProbes
import Foundation
import NIOCore
import NIOPosix

/// User instructions of a second of a call, counted by valgrind's callgrind: the difference of a long and a short talk, so
/// that neither the start nor the call's beginning counts. A count, not a time: it is the same on a busy machine.
struct InstructionCount {
    /// Why nothing was counted.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    /// The turns of the two talks.
    private static let (short, long) = (2, 12)
    /// How long valgrind may take to start a program, and to end it, in seconds.
    private static let patience = 120

    /// The path of this program without symbols, which valgrind can run.
    let program: String
    let thresholds: Thresholds

    /// Counts a call and the relay.
    /// - Throws: ``Refused``.
    func run() async throws -> Section {
        let seconds = (Self.long - Self.short) * CountedTalk.secondsPerTurn
        var section = Section(
            title: "Instructions of a call",
            note: "\(seconds) s of a busy µ-law call under callgrind; thousands of user instructions a second of it",
            columns: [])
        var counts: [CountedBridge: Double] = [:]
        for bridge in CountedBridge.allCases {
            let count = try await (total(bridge, Self.long) - total(bridge, Self.short)) / 1000 / Double(seconds)
            counts[bridge] = count
            section.measures.append(
                thresholds.measure("instructions.core.\(bridge)", bridge.title, count, "K", places: 0))
        }
        section.measures.append(
            thresholds.measure(
                "instructions.core.ratio", "a call ÷ relay", (counts[.call] ?? 0) / max(counts[.relay] ?? 0, 1), "",
                places: 2))
        return section
    }

    /// All instructions of a bridge that carries one call of so many turns.
    private func total(_ bridge: CountedBridge, _ turns: Int) async throws -> Double {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<String, any Error>
        do { result = .success(try await output(bridge, turns, on: group.next())) } catch { result = .failure(error) }
        try await group.shutdownGracefully()
        let output = try result.get()
        let parts = output.split(separator: "Collected : ")
        guard parts.count == 2, let digits = parts.last?.prefix(while: \.isNumber), let count = Double(digits) else {
            throw Refused(description: "callgrind counted nothing: \(output.suffix(2000))")
        }
        return count
    }

    /// What callgrind says of such a call.
    private func output(_ bridge: CountedBridge, _ turns: Int, on loop: any EventLoop) async throws -> String {
        let place = SharedEnd<CountedEnds>(on: loop)
        let listener = try await ProbeSocket.listen(on: loop) { _ in place.end { $0.model } }
        let process = try CountedProcess(
            "/usr/bin/valgrind",
            [
                "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "bridge", bridge.rawValue,
                "\(listener.localAddress?.port ?? 0)",
            ])
        defer { process.kill() }
        let port = try await process.port(within: Self.patience)
        let greeted = loop.makePromise(of: Void.self)
        try await loop.submit {
            let ends = CountedEnds(on: loop)
            ends.model.onGreeted = { greeted.succeed() }
            place.value = ends
            loop.scheduleTask(in: .seconds(60)) { greeted.fail(Refused(description: "the call did not come about")) }
        }.get()
        try await ProbeSocket.dial(port: port, target: "/twilio/media", on: loop) { place.end { $0.line } }
        try await greeted.futureResult.get()
        try await CountedTalk(place: place).run(turns: turns)
        try await loop.submit { place.value?.line.hangUp() }.get()
        let output = try await process.end(within: Self.patience)
        try await listener.close()
        return output
    }
}
