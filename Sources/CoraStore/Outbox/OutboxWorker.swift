import CoraCall
import CoraTenant
import Foundation

/// The work of the outbox's thread: it puts arrivals on disk, removes what Postgres has, and hands rows to the writer.
///
/// `@unchecked Sendable`: made on the thread that opens the outbox, then used by the outbox's thread alone.
final class OutboxWorker: @unchecked Sendable {
    /// How long the thread waits after the disk refused, before it tries again.
    private static let retryDelay = Duration.milliseconds(500)
    /// The most rows of one chunk, and the bytes at which a chunk is full.
    private static let chunkRows = 500
    private static let chunkBytes = 1 << 20
    /// The most rows of one commit, and the bytes at which a commit is full. The writer asks for rows meanwhile, and
    /// should not wait until all that a flood brought is on disk.
    private static let commitRows = 4000
    private static let commitBytes = 4 << 20

    private let file: OutboxFile
    private let inbox: OutboxInbox
    private let now: @Sendable () -> WallTime

    private var arrivals: [OutboxInbox.Arrival] = []
    private var flushes: [CheckedContinuation<Void, any Error>] = []
    private var next: OutboxInbox.NextBatch?
    private var removal: Int64?
    private var shelved: [ShelvedRow] = []
    private var closing: [CheckedContinuation<Void, Never>?] = []
    private var isLast = false
    /// The last place in the line that was given out.
    private(set) var last: Int64
    private var oldest: (after: Int64, at: WallTime)?
    /// By the steady clock: the wall clock can be put back.
    private var retryAt: ContinuousClock.Instant?

    init(file: OutboxFile, inbox: OutboxInbox, now: @escaping @Sendable () -> WallTime) throws(OutboxError) {
        self.file = file
        self.inbox = inbox
        self.now = now
        let contents = try file.contents()
        last = contents.last
        let first = try file.acceptance(after: 0)
        inbox.note {
            $0.rows = contents.line.rows
            $0.bytes = contents.line.bytes
            $0.shelved = contents.shelved
            $0.oldest = first
        }
    }

    /// The thread's loop, until the outbox is closed.
    @Sendable func run() {
        while closing.isEmpty {
            take(inbox.take())
            // Rows that are already on disk go to the writer before the next wait for the disk.
            _ = serve()
            commit()
            let rest = serve()
            let isBehind = !arrivals.isEmpty && retryAt == nil
            if closing.isEmpty, !isBehind { inbox.sleep(microseconds: rest) }
        }
        end()
    }

    private func take(_ delivery: OutboxInbox.Delivery) {
        arrivals += delivery.arrivals
        for request in delivery.requests {
            switch request {
            case .flush(let done): flushes.append(done)
            case .next(let wish): next = wish
            case .remove(let sequence, let rows):
                removal = max(removal ?? 0, sequence)
                shelved += rows
            case .shelf(let limit, let answer):
                answer.resume(with: Result { try file.shelf(limit: limit) })
            case .unshelve(let sequences, let answer):
                answer.resume(with: Result { try unshelve(sequences) })
            case .finish: isLast = true
            case .close(let done): closing.append(done)
            }
        }
    }

    private func unshelve(_ sequences: [Int64]?) throws(OutboxError) -> Int {
        let time = now()
        let amount = try file.unshelve(sequences, after: last, at: time)
        guard amount.rows > 0 else { return 0 }
        if oldest == nil { oldest = (last, time) }
        last += Int64(amount.rows)
        inbox.note {
            $0.rows += amount.rows
            $0.bytes += amount.bytes
            $0.shelved -= amount.rows
            $0.oldest = $0.oldest ?? time
        }
        return amount.rows
    }

    // MARK: To disk

    /// Puts arrivals on disk and removes what Postgres has. Removals are committed first and alone, so that a full disk
    /// gets room again.
    private func commit() {
        if let retryAt, closing.isEmpty, flushes.isEmpty, removal == nil, ContinuousClock.now < retryAt { return }
        do throws(OutboxError) {
            try remove()
            // A flush or close waits until every arrival is on disk.
            repeat { try append() } while !arrivals.isEmpty && !(flushes.isEmpty && closing.isEmpty)
            retryAt = nil
            if inbox.figures.alarm != nil { inbox.note { $0.alarm = nil } }
            for done in flushes { done.resume() }
        } catch {
            retryAt = .now + Self.retryDelay
            inbox.note { $0.alarm = error }
            for done in flushes { done.resume(throwing: error) }
        }
        flushes = []
    }

    private func remove() throws(OutboxError) {
        guard let removal else { return }
        let amount = try file.remove(upTo: removal, shelving: shelved)
        let count = shelved.count
        (self.removal, shelved) = (nil, [])
        let first = try file.acceptance(after: removal)
        inbox.note {
            $0.rows -= amount.rows
            $0.bytes -= amount.bytes
            $0.shelved += count
            $0.oldest = first
        }
    }

    private func append() throws(OutboxError) {
        guard let first = arrivals.first else { return }
        let part = arrivals.prefix(Self.together(arrivals))
        var sequence = last
        let chunks = Self.chunks(of: part, after: &sequence)
        try file.append(chunks)
        let weight = part.reduce(0) { $0 + $1.weight }
        let size = chunks.reduce(0) { $0 + $1.payload.count }
        if oldest == nil { oldest = (last, first.at) }
        last = sequence
        arrivals.removeFirst(part.count)
        inbox.note {
            $0.bytesInMemory -= weight
            $0.bytes += size - weight
            $0.commits += 1
            $0.oldest = $0.oldest ?? first.at
        }
    }

    /// How many of the arrivals go into one commit.
    private static func together(_ arrivals: [OutboxInbox.Arrival]) -> Int {
        var (count, rows, bytes) = (0, 0, 0)
        while count < arrivals.count, rows < commitRows, bytes < commitBytes {
            rows += arrivals[count].rows.count
            bytes += arrivals[count].weight
            count += 1
        }
        return count
    }

    private static func chunks(of arrivals: ArraySlice<OutboxInbox.Arrival>, after last: inout Int64) -> [OutboxFile
        .Chunk]
    {
        var chunks: [OutboxFile.Chunk] = []
        var open: OutboxFile.Chunk?
        for arrival in arrivals {
            for row in arrival.rows {
                var chunk =
                    open ?? OutboxFile.Chunk(first: last + 1, count: 0, acceptedAt: arrival.at, payload: [])
                open = nil
                row.write(into: &chunk.payload)
                chunk.count += 1
                last += 1
                if chunk.count == chunkRows || chunk.payload.count >= chunkBytes {
                    chunks.append(chunk)
                } else {
                    open = chunk
                }
            }
        }
        if let open { chunks.append(open) }
        return chunks
    }

    // MARK: To the writer

    /// Hands rows to the writer if its plan says so.
    /// - Returns: for how long the thread may sleep, in microseconds; nil for no limit.
    private func serve() -> Int64? {
        let retry = retryAt.map { max(Int64(ContinuousClock.now.duration(to: $0) / .microseconds(1)), 1000) }
        guard let wish = next else { return retry }
        do throws(OutboxError) {
            // Places are also given to rows that are on the shelf, or long gone: only rows that are there count as
            // waiting.
            let age = try age(after: wish.after)
            let waiting = age == nil ? 0 : Int(max(last - wish.after, 0))
            switch wish.plan.step(waiting: waiting, age: age ?? 0, isLast: isLast) {
            case .rest:
                guard isLast, arrivals.isEmpty else { return retry }
                answer(wish, [])
                return retry
            case .wait(let microseconds):
                return min(microseconds, retry ?? microseconds)
            case .take(let count):
                answer(wish, try file.rows(after: wish.after, limit: count, bytes: wish.plan.bytes))
                return retry
            }
        } catch {
            inbox.note { $0.alarm = error }
            return Int64(Self.retryDelay / .microseconds(1))
        }
    }

    /// How long the first row behind `sequence` has waited, in microseconds; nil if there is none on disk.
    private func age(after sequence: Int64) throws(OutboxError) -> Int64? {
        if oldest == nil || oldest?.after != sequence {
            oldest = try file.acceptance(after: sequence).map { (sequence, $0) }
        }
        return oldest.map { now().microseconds - $0.at.microseconds }
    }

    private func answer(_ wish: OutboxInbox.NextBatch, _ rows: [StoredRow]) {
        next = nil
        oldest = nil
        wish.answer.resume(returning: rows)
    }

    // MARK: The end

    private func end() {
        let late = inbox.close()
        take(late)
        commit()
        file.close()
        if let next { next.answer.resume(returning: []) }
        for done in closing { done?.resume() }
    }
}
