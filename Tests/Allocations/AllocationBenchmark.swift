import BenchProbes
import CMallocCounter
import CoraCall
import CoraTenant
import NIOCore
import NIOPosix

/// Heap allocations a media frame, each way, on the thread a call lives on: of a real call between real sockets, NIO's
/// among them. With NIO's own websocket handlers they were four a frame to the model and two to the caller.
struct AllocationBenchmark {
    let frames: Int
    let thresholds: Thresholds
    private static let warmUp = 2000

    /// Why nothing was counted.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    /// Blocks a frame.
    private struct Costs: Sendable {
        var toModel = 0.0
        var toCaller = 0.0

        subscript(way: LockStep.Way) -> Double {
            switch way {
            case .toModel: toModel
            case .toCaller: toCaller
            }
        }
    }

    func run() async throws -> Section {
        var section = Section(
            title: "Allocations a media frame",
            note: "\(frames) frames each way, one at a time, malloc counted on the call's thread",
            columns: ["a frame"])
        guard malloc_counter_works() else {
            throw Refused(description: "this build cannot count allocations (it needs glibc, no sanitizer)")
        }
        for encoding in AudioEncoding.allCases {
            let call = try await callCosts(encoding)
            for way in LockStep.Way.allCases {
                let title = "\(encoding.title), \(way.title)"
                section.rows.append(.init(title: title, cells: [Text.number(call[way], places: 4)]))
                section.measures.append(
                    thresholds.measure(
                        "allocations.\(encoding.rawValue).\(way.rawValue)", title, call[way], "", places: 4))
            }
        }
        return section
    }

    /// A real call.
    private func callCosts(_ encoding: AudioEncoding) async throws -> Costs {
        let server = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let probes = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = probes.next()
        let place = SharedEnd<LockStep>(on: loop)
        let listener = try await ProbeSocket.listen(on: loop) { _ in place.end { $0.model } }
        let port = listener.localAddress?.port ?? 0
        let call = CallUnderTest(modelPort: port, encoding: encoding, on: loop)
        let media = try await call.listen(on: server.next())
        let greeted = loop.makePromise(of: Void.self)
        try await loop.submit {
            let lockStep = LockStep(call: CallUnderTest.callSID, token: CallUnderTest.token, encoding, on: loop)
            lockStep.model.onGreeted = { greeted.succeed() }
            place.value = lockStep
        }.get()
        try await ProbeSocket.dial(port: media.localAddress?.port ?? 0, target: "/twilio/media", on: loop) {
            place.end { $0.line }
        }
        try await greeted.futureResult.get()
        // The steady state: speech that is not the greeting, which is recorded the first time it is said.
        try await loop.submit { place.value?.model.beginResponse() }.get()
        let costs = try await measure(place, server.next())
        try await loop.submit { place.value?.line.hangUp() }.get()
        try await call.ended.futureResult.get()
        try await media.close()
        try await listener.close()
        try await server.shutdownGracefully()
        try await probes.shutdownGracefully()
        return costs
    }

    private func measure(_ place: SharedEnd<LockStep>, _ callLoop: any EventLoop) async throws -> Costs {
        var costs = Costs()
        costs.toModel = try await measure(.toModel, place, callLoop)
        costs.toCaller = try await measure(.toCaller, place, callLoop)
        return costs
    }

    private func measure(_ way: LockStep.Way, _ place: SharedEnd<LockStep>, _ callLoop: any EventLoop) async throws
        -> Double
    {
        try await send(Self.warmUp, way, place)
        // What the call does by the clock, and not by the frame, is more on a slow machine: the least of three is the
        // frames' own.
        var least = Double.infinity
        for _ in 0..<3 {
            try await callLoop.submit { malloc_counter_start() }.get()
            try await send(frames, way, place)
            let count = try await callLoop.submit {
                defer { malloc_counter_stop() }
                return malloc_counter_count()
            }.get()
            least = min(least, Double(count) / Double(frames))
        }
        return least
    }

    private func send(_ frames: Int, _ way: LockStep.Way, _ place: SharedEnd<LockStep>) async throws {
        let promise = place.loop.makePromise(of: Void.self)
        place.loop.execute { place.value?.run(way, frames: frames, promise) }
        try await promise.futureResult.get()
    }
}

extension LockStep.Way {
    /// In words.
    var title: String {
        switch self {
        case .toModel: "caller to model"
        case .toCaller: "model to caller"
        }
    }
}

extension AudioEncoding {
    /// In words.
    fileprivate var title: String {
        switch self {
        case .pcmu: "µ-law spliced"
        case .pcm16: "PCM16 resampled"
        }
    }
}
