import CoraLoad

extension LoadFigures {
    /// A run in which all went well.
    static func sample(seed: UInt64 = 7) -> LoadFigures {
        var figures = LoadFigures(LoadPlan(.init(calls: 20, seconds: 30, seed: seed)))
        figures.sessions = 20
        for millisecond in 1...100 {
            figures.callers.timed(sentAt: 0, at: UInt64(millisecond) * 100_000)
            figures.models.timed(sentAt: 0, at: UInt64(millisecond) * 50_000)
            figures.callers.pacing.add(Int64(millisecond) * 10_000)
        }
        figures.callers.framesSent = 1000
        figures.models.framesArrived = 1000
        figures.ledger.upExpected = 1000
        figures.memoryBefore = 10_000
        figures.seconds = (1...35).map { at in
            var second = LoadSecond(at: Double(at), calls: min(at * 10, 20), framesPerSecond: 1000)
            (second.upP50, second.upP99, second.downP50, second.downP99) = (0.2, 1.5, 0.3, 2.5)
            second.cpu = 40
            second.memory = 12_000
            return second
        }
        return figures
    }

    func report(_ bounds: LoadBounds = LoadBounds()) -> LoadReport {
        LoadReport(self, bounds: bounds, machine: "a <machine>", command: "cora loadtest", date: "today")
    }
}
