/// One second of a run, as it was measured.
package struct LoadSecond: Sendable, Equatable {
    /// Seconds since the run began.
    package var at: Double
    /// Calls that are up.
    package var calls: Int
    /// Frames of audio that were sent in a second, both ways.
    package var framesPerSecond: Double
    /// Added latency in this second, in milliseconds; nil if nothing arrived.
    package var upP50: Double?
    package var upP99: Double?
    package var downP50: Double?
    package var downP99: Double?
    /// Processor time of the server's in this second, in milliseconds a second; nil if not known.
    package var cpu: Double?
    /// The server's resident memory, in kB; nil if not known.
    package var memory: Int?

    package init(at: Double, calls: Int, framesPerSecond: Double) {
        self.at = at
        self.calls = calls
        self.framesPerSecond = framesPerSecond
    }
}

extension [LoadSecond] {
    /// Milliseconds of processor time a call-second between two moments; nil if it was not measured, or no call was up.
    package func cpuPerCallSecond(from: Double, to: Double) -> Double? {
        var (spent, callSeconds) = (0.0, 0.0)
        for (before, second) in zip(self, dropFirst()) where before.at >= from && second.at <= to {
            guard let cpu = second.cpu else { return nil }
            let length = second.at - before.at
            spent += cpu * length
            callSeconds += Double(before.calls + second.calls) / 2 * length
        }
        return callSeconds > 0 ? spent / callSeconds : nil
    }

    /// kB a call at the plateau over what the server had before any call; nil if it was not measured.
    package func memoryPerCall(from: Double, to: Double, before: Int?) -> Double? {
        guard let before, let last = last(where: { $0.at >= from && $0.at <= to && $0.memory != nil }),
            let memory = last.memory, last.calls > 0
        else { return nil }
        return Double(memory - before) / Double(last.calls)
    }
}
