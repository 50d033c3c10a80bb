import CoraClients
import Testing

@Suite(.timeLimit(.minutes(10)))
struct OwnedWorkTests {
    @Test func `work goes on when the task that asked for it is cancelled`() async {
        let work = OwnedWork()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let asker = Task {
            await work.begin {
                for await _ in gate {}
                return Task.isCancelled
            }.value
        }
        asker.cancel()
        open.finish()
        #expect(await asker.value == false)
    }

    @Test func `its owner waits for all of it, also for what begins meanwhile`() async {
        let work = OwnedWork()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (ends, end) = AsyncStream.makeStream(of: Int.self)
        for number in 0..<2 {
            _ = work.begin {
                if number == 0 {
                    for await _ in gate {}
                    _ = work.begin { end.yield(2) }
                }
                end.yield(number)
            }
        }
        open.finish()
        #expect(await work.finish(within: .seconds(300)))
        end.finish()
        var ended: [Int] = []
        for await number in ends { ended.append(number) }
        #expect(ended.sorted() == [0, 1, 2])
        #expect(work.count == 0)
    }

    @Test func `the owner's patience ends`() async {
        let work = OwnedWork()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let task = work.begin { for await _ in gate {} }
        #expect(await !work.finish(within: .milliseconds(1)))
        #expect(work.count == 1)
        open.finish()
        await task.value
    }
}
