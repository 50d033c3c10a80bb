import CoraPostgres
import Foundation
import StoreTesting
import Testing

/// Prints rows a second of the two ways into `call_turns`; run with `CORA_BENCH=1`, in release mode.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CORA_BENCH"] != nil), .serialized) struct BulkInsertBench {
    @Test func `unnest is measured against COPY`() async throws {
        let connection = try await TestServer.migrated()
        let call = UUID().uuidString.lowercased()
        _ = try await connection.query(
            "INSERT INTO calls (id, tenant_id, twilio_sid, started_at, caller_number, agent_number) VALUES ($1, 't', 'CA', NOW(), '+1', '+2')",
            [.uuid(call)])
        let text = String(repeating: "I would like to see the house. ", count: 4)
        let raw = #"{"type":"response.output_audio_transcript.done","item_id":"item_1"}"#
        let sql = """
            INSERT INTO call_turns (id, call_id, ts, role, text, audio_ms, event_type, raw, tenant_id, sequence, item_id)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::int[], $7::text[],
              $8::jsonb[], $9::text[], $10::int[], $11::text[]) ON CONFLICT DO NOTHING
            """
        for round in 1...3 {
            let size = 500
            let batches = 80
            let clock = ContinuousClock()
            let unnest = try await clock.measure {
                for _ in 0..<batches {
                    let ids = (0..<size).map { _ in UUID().uuidString as String? }
                    func all<T>(_ value: T) -> [T?] { Array(repeating: value, count: size) }
                    _ = try await connection.query(
                        sql,
                        [
                            .uuidArray(ids), .uuidArray(all(call)), .timestampArray(all(1_700_000_000_000_000)),
                            .textArray(all("assistant")), .textArray(all(text)), .intArray(all(1234)),
                            .textArray(all("transcript.done")), .jsonArray(all(raw)), .textArray(all("t")),
                            .intArray(all(1)), .textArray(all("item_1")),
                        ])
                }
            }
            let copy = try await clock.measure {
                for _ in 0..<batches {
                    var rows = PostgresCopyRows()
                    for _ in 0..<size {
                        rows.append([
                            .uuid(UUID().uuidString), .uuid(call), .timestamp(1_700_000_000_000_000),
                            .text("assistant"),
                            .text(text), .int(1234), .text("transcript.done"), .json(raw), .text("t"), .int(1),
                            .text("item_1"),
                        ])
                    }
                    _ = try await connection.copyIn(
                        "COPY call_turns (id, call_id, ts, role, text, audio_ms, event_type, raw, tenant_id, sequence, item_id) FROM STDIN",
                        rows)
                }
            }
            let total = Double(size * batches)
            print(
                "round \(round): unnest \(Int(total / (unnest / .seconds(1)))) rows/s, copy \(Int(total / (copy / .seconds(1)))) rows/s"
            )
        }
    }
}
