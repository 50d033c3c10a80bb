import CoraCall
import Testing

@testable import CoraServer

/// When a sentence that could not be recorded is tried again.
@Suite struct RecordingRetriesTests {
    private let key = RecordingKey(text: "One moment, please.", voice: "marin", model: "gpt-realtime")
    private let start = ContinuousClock.now

    @Test func `a sentence is tried again after a minute, then after two, at most after an hour`() {
        var retries = RecordingRetries()
        #expect(retries.mayTry(key, at: start))
        var now = start
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            retries.failed(key, at: now)
            #expect(!retries.mayTry(key, at: now.advanced(by: .seconds(minutes * 60 - 1))))
            now = now.advanced(by: .seconds(minutes * 60))
            #expect(retries.mayTry(key, at: now))
        }
    }

    @Test func `a sentence that was recorded, or is not wanted any more, begins anew`() {
        var retries = RecordingRetries()
        retries.failed(key, at: start)
        retries.failed(key, at: start)
        retries.succeeded(key)
        retries.failed(key, at: start)
        #expect(retries.mayTry(key, at: start.advanced(by: .seconds(60))))
        retries.forget(allBut: [])
        #expect(retries.mayTry(key, at: start))
    }
}
