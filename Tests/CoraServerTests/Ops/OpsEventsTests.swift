import CoraServer
import CoraSupervisor
import Foundation
import NIOCore
import Synchronization
import Testing

struct OpsEventsTests {
    /// Counts how often figures were read.
    private final class Readings: Sendable {
        let count = Mutex(0)
        func note() { count.withLock { $0 += 1 } }
    }

    private static func events(_ readings: Readings = Readings(), calls: [CallStats] = []) -> OpsEvents {
        OpsEvents(
            sources: .init(
                stats: {
                    readings.note()
                    return FleetStats(at: 7, instance: .init(name: "one"))
                }, calls: { calls }, history: { HistoryPoint(at: 10_000) }))
    }

    private static func names(_ events: AsyncStream<ByteBuffer>) async -> [String] {
        var names: [String] = []
        for await event in events {
            names.append(String(String(buffer: event).split(separator: "\n")[0]))
        }
        return names
    }

    @Test func `nothing is read while there is no viewer`() async {
        let readings = Readings()
        let events = Self.events(readings)
        await events.publish(second: 0)
        #expect(readings.count.withLock { $0 } == 0)
    }

    @Test func `each kind has its pace`() async throws {
        let readings = Readings()
        let events = Self.events(readings)
        let one = try #require(await events.watch())
        let other = try #require(await events.watch())
        await events.publish(second: 0)
        await events.publish(second: 1)
        await events.publish(second: 2)
        await events.end()
        let expected = [
            "event: stats", "event: calls", "event: history", "event: stats", "event: stats", "event: calls",
        ]
        #expect(await Self.names(one.events) == expected)
        #expect(await Self.names(other.events) == expected)
        // Read once for both.
        #expect(readings.count.withLock { $0 } == 3)
    }

    @Test func `a slow viewer misses the oldest`() async throws {
        let events = Self.events()
        let viewer = try #require(await events.watch())
        for second in 0..<100 { await events.publish(second: second) }
        await events.end()
        let kept = await Self.names(viewer.events)
        #expect(kept.count == 6)
        #expect(kept.last == "event: stats")
    }

    @Test func `places are bounded and given back`() async throws {
        let events = Self.events()
        var last: Int?
        for _ in 0..<OpsEvents.mostViewers { last = try #require(await events.watch()).id }
        #expect(await events.watch() == nil)
        await events.leave(try #require(last))
        #expect(await events.watch() != nil)
        await events.end()
        #expect(await events.watch() == nil)
    }

    @Test func `an event is one line of JSON`() async throws {
        var call = CallStats(callSid: "CA1", callId: "c", tenant: "<b>\n\n", caller: "+1")
        call.why = "says \"data: x\"\u{2028}"
        call.lastTurnMs = 812.6
        (call.channel, call.media) = ("web", "webrtc")
        let events = Self.events(calls: [call])
        let viewer = try #require(await events.watch())
        await events.publish(second: 0)
        await events.end()
        for await event in viewer.events {
            let lines = String(buffer: event).components(separatedBy: "\n")
            #expect(lines.count == 4 && lines[2].isEmpty && lines[3].isEmpty)
            let json = try JSONSerialization.jsonObject(with: Data(lines[1].dropFirst(6).utf8)) as? [String: Any]
            if lines[0] == "event: stats" {
                #expect((json?["instance"] as? [String: Any])?["name"] as? String == "one")
            }
            guard lines[0] == "event: calls" else { continue }
            let columns = try #require(json?["columns"] as? [String])
            let row = try #require((json?["rows"] as? [[Any]])?.first)
            #expect(columns.count == row.count)
            #expect(json?["total"] as? Int == 1)
            #expect(row[try #require(columns.firstIndex(of: "tenant"))] as? String == call.tenant)
            #expect(row[try #require(columns.firstIndex(of: "why"))] as? String == call.why)
            #expect(row[try #require(columns.firstIndex(of: "channel"))] as? String == "web")
            #expect(row[try #require(columns.firstIndex(of: "media"))] as? String == "webrtc")
            #expect(row[try #require(columns.firstIndex(of: "last_turn_ms"))] as? Double == 813)
            #expect(row[try #require(columns.firstIndex(of: "slowest_turn_ms"))] is NSNull)
        }
    }

    @Test func `a list is bounded`() throws {
        let calls = (0..<6000).map { CallStats(callSid: "CA\($0)", callId: "c", tenant: "t", caller: "+1") }
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(OpsCallTable(calls))) as? [String: Any]
        #expect((json?["rows"] as? [Any])?.count == OpsCallTable.mostRows)
        #expect(json?["total"] as? Int == 6000)
    }
}
