import BenchProbes
import Foundation

/// Bridges of others under the same calls: each a small server of ours in Tests/Benchmarks/Peers, wired as their Twilio
/// examples are, with what `Scripts/bench load --peers` installed from PyPI.
struct LoadPeers: Sendable {
    /// One of them.
    private struct Peer {
        /// The name of its folder, and of its server.
        var name: String
        var title: String
        /// What it speaks with the model.
        var encoding = LoadEncoding.pcmu
    }

    private static let peers = [
        Peer(name: "agents", title: "OpenAI Agents SDK"),
        // Its realtime service has 24 kHz samples, whatever the line has.
        Peer(name: "pipecat", title: "Pipecat, PCM16", encoding: .pcm16),
    ]
    /// What of a core is all of it: then a call's cost is no more than its share.
    private static let full = 0.97

    /// Where `NAME/bin/python` are, and in `NAME/why` why there is none.
    let folder: String
    /// Where `NAME_bridge.py` are.
    let servers: String
    /// How many calls at once.
    var calls = [20, 50]
    /// How often each.
    var rounds = 2
    let thresholds: Thresholds

    /// Measures CORA and each peer in turn.
    func measure(cora: String) async throws -> Section {
        var section = Section(
            title: "Calls through bridges of others",
            note:
                "the same calls, each bridge a process on one core; medians of \(rounds); ÷ CORA with what the other one "
                + "speaks with the model. Both bundle or resample audio: latency is of frames whose stamp came through",
            columns: ["ms/call-s", "÷ CORA", "of a core", "MB a call", "p99 up", "p99 down"])
        for calls in calls { try await measure(calls, cora: cora, into: &section) }
        return section
    }

    private func measure(_ calls: Int, cora: String, into section: inout Section) async throws {
        var outcomes: [String: [LoadRun.Outcome]] = [:]
        var reasons: [String: String] = [:]
        for _ in 0..<rounds {
            for program in [LoadProgram.cora(cora), .cora(cora, name: "pcm16", .pcm16)] {
                outcomes[program.name, default: []].append(try await run(program, calls))
            }
            for peer in Self.peers where reasons[peer.name] == nil {
                do {
                    outcomes[peer.name, default: []].append(try await run(try program(peer), calls))
                } catch {
                    reasons[peer.name] = "\(error)"
                }
            }
        }
        section.rows.append(row("\(calls) calls: CORA, logs only", outcomes["cora"] ?? [], nil))
        section.rows.append(row("\(calls) calls: CORA, PCM16", outcomes["pcm16"] ?? [], nil))
        for peer in Self.peers {
            let title = "\(calls) calls: \(peer.title)"
            if let reason = reasons[peer.name] {
                let line = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
                section.rows.append(.init(title: title, cells: ["  left out: \(line.suffix(300))"]))
                continue
            }
            let runs = outcomes[peer.name] ?? []
            let own = (outcomes[peer.encoding == .pcmu ? "cora" : "pcm16"] ?? []).map(\.cost).median
            section.rows.append(row(title, runs, own))
            section.measures.append(
                Measure(
                    name: "load.peer.\(peer.name).\(calls)", title: "\(calls) calls: \(peer.title) ÷ CORA",
                    value: runs.map(\.cost).median / max(own, 0.000_1), unit: "", places: 1))
        }
    }

    private func row(_ title: String, _ outcomes: [LoadRun.Outcome], _ own: Double?) -> Section.Row {
        let (cost, core) = (outcomes.map(\.cost).median, outcomes.map(\.core).median)
        let latency = [\LoadFigures.up, \.down].map { way in
            outcomes.contains { $0.figures[keyPath: way].count > 0 }
                ? LoadBenchmark.percentile(99, way, outcomes) : "none"
        }
        return .init(
            title: title,
            cells: [
                Text.number(cost, places: 2), own.map { Text.number(cost / max($0, 0.000_1), places: 1) } ?? "",
                "\(Text.number(core * 100, places: 0)) %\(core > Self.full ? ", full" : "")",
                Text.number(outcomes.map(\.memory).median / 1024, places: 2),
            ] + latency)
    }

    private func run(_ program: LoadProgram, _ calls: Int) async throws -> LoadRun.Outcome {
        try await LoadRun(program: program.pinned(to: LoadBenchmark.core), calls: calls).measure()
    }

    /// - Throws: `Carrier.Refused` where it could not be installed.
    private func program(_ peer: Peer) throws -> LoadProgram {
        let python = "\(folder)/\(peer.name)/bin/python"
        if let why = try? String(contentsOfFile: "\(folder)/\(peer.name)/why", encoding: .utf8) {
            throw Carrier.Refused(description: "it could not be installed: \(why)")
        }
        let server = "\(servers)/\(peer.name)_bridge.py"
        var program = LoadProgram(
            name: peer.name, command: .init(program: python, arguments: { [server, "\($0)", "\($1)"] }),
            encoding: peer.encoding)
        // Python reads hundreds of files first.
        program.command.patience = 90
        return program
    }
}
