import CoraTenant
import SeededTesting
import Testing

struct TokenBucketTests {
    private func at(_ milliseconds: Int) -> CallInstant { CallInstant(nanoseconds: 0) + .milliseconds(milliseconds) }

    @Test func `it is full at first, and then fills at its rate`() {
        var bucket = TokenBucket(perMinute: 6, burst: 2, at: at(0))
        #expect(bucket.take(at: at(0)) == true)
        #expect(bucket.take(at: at(0)) == true)
        #expect(bucket.take(at: at(9_999)) == false)
        #expect(bucket.wait(at: at(9_999)) == .milliseconds(1))
        #expect(bucket.take(at: at(10_000)) == true)
        #expect(bucket.take(at: at(10_000)) == false)
        #expect(bucket.wait(at: at(10_000)) == .seconds(10))
    }

    @Test func `it holds no more than its burst, however long it is quiet`() {
        var bucket = TokenBucket(perMinute: 1000, burst: 3, at: at(0))
        let late = CallInstant(nanoseconds: .max / 2)
        #expect((0..<10).count { _ in bucket.take(at: late) } == 3)
    }

    @Test(arguments: [1, 7, 59, 61, 1000, 999_983])
    func `looking at it often loses nothing and gains nothing`(rate: Int) {
        var bucket = TokenBucket(perMinute: rate, burst: 1_000_000, at: at(0))
        while bucket.take(at: at(0)) {}
        var random = SeededGenerator(seed: UInt64(rate))
        var now = at(0)
        var taken = 0
        while now < at(600_000) {
            now = min(now + CallDuration(nanoseconds: .random(in: 1...2_000_000_000, using: &random)), at(600_000))
            while bucket.take(at: now) { taken += 1 }
        }
        #expect(taken == 10 * rate)
    }

    @Test func `a clock that goes back earns nothing`() {
        var bucket = TokenBucket(perMinute: 60, burst: 1, at: at(5000))
        #expect(bucket.take(at: at(5000)) == true)
        for _ in 0..<10 {
            #expect(bucket.take(at: at(0)) == false)
            #expect(bucket.take(at: at(5999)) == false)
        }
        #expect(bucket.take(at: at(6000)) == true)
    }

    @Test func `another rate holds from then on`() {
        var bucket = TokenBucket(perMinute: 60, burst: 5, at: at(0))
        bucket.adjust(perMinute: 6, burst: 1, at: at(0))
        #expect(bucket.take(at: at(0)) == true)
        #expect(bucket.take(at: at(9_999)) == false)
        #expect(bucket.take(at: at(10_000)) == true)
        bucket.adjust(perMinute: 60, burst: 5, at: at(10_000))
        #expect(bucket.take(at: at(10_000)) == false)
        #expect(bucket.take(at: at(11_000)) == true)
    }
}

struct MinuteMaximumTests {
    @Test func `what is a minute old is gone`() {
        let at = { (seconds: Int) in CallInstant(nanoseconds: 0) + .seconds(seconds) }
        var most = MinuteMaximum()
        most.add(.milliseconds(9), at: at(100))
        most.add(.milliseconds(5), at: at(130))
        most.add(.milliseconds(2), at: at(120))
        #expect(most.value(at: at(159)) == .milliseconds(9))
        #expect(most.value(at: at(160)) == .milliseconds(5))
        #expect(most.value(at: at(190)) == .zero)
        #expect(most.value(at: at(1_000_000)) == .zero)
    }
}
