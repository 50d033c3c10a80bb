import CoraBusiness
import CoraConsole
import Foundation
import Testing

struct DoctorTests {
    @Test func `a header's date is read, and nothing else is one`() {
        #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.seconds("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
        #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        for text in [
            "", "yesterday", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 25:00:00 GMT",
            "Sun, 06 Xxx 1994 08:49:37 GMT",
        ] {
            #expect(HTTPDate.seconds(text) == nil)
        }
    }

    @Test(
        arguments: [
            (200, ["m"], Finding.Severity.ok), (200, ["other"], .warn), (401, nil, .fail), (403, nil, .fail),
            (404, nil, .warn),
            (429, nil, .fail), (503, nil, .fail), (302, nil, .fail),
        ] as [(Int, [String]?, Finding.Severity)])
    func `an API key has its finding`(status: Int, listed: [String]?, severity: Finding.Severity) {
        let finding = Verdicts.key(status: status, listed: listed, wanted: ["m"], at: "https://api")
        #expect(finding.severity == severity)
        #expect((finding.fix == nil) == (severity == .ok))
    }

    @Test(
        arguments: [
            (200, "active", false, Finding.Severity.ok), (200, "active", true, .warn), (200, "suspended", false, .fail),
            (200, nil, false, .warn), (401, nil, false, .fail), (404, nil, false, .fail), (503, nil, false, .fail),
            (302, nil, false, .fail),
        ] as [(Int, String?, Bool, Finding.Severity)])
    func `an account has its finding`(status: Int, state: String?, isTrial: Bool, severity: Finding.Severity) {
        let finding = Verdicts.account(status: status, state: state, isTrial: isTrial, at: "https://api")
        #expect(finding.severity == severity)
        #expect((finding.fix == nil) == (severity == .ok))
    }

    @Test func `a number that rings elsewhere is found`() {
        let webhook = "https://voice.example.com/twilio/voice"
        func verdict(_ numbers: [Verdicts.Number]) -> Finding {
            Verdicts.numbers(numbers, areMore: false, webhook: webhook)
        }
        let here = Verdicts.Number(phoneNumber: "+14155550100", voiceUrl: webhook)
        let away = Verdicts.Number(phoneNumber: "+14155550101", voiceUrl: "https://demo.twilio.com/welcome")
        var byApp = here
        byApp.voiceApplicationSid = "AP1"
        var byGet = here
        byGet.voiceMethod = "GET"
        #expect(verdict([away, here]) == .ok("Twilio numbers", "1 of 2 ask \(webhook)"))
        #expect(verdict([]).severity == .warn)
        #expect(verdict([away]).what.hasSuffix("+14155550101 asks https://demo.twilio.com/welcome"))
        #expect(verdict([byApp]).what.hasSuffix("+14155550100 asks an app or a trunk"))
        #expect(verdict([.init(phoneNumber: "+1", voiceUrl: "")]).what.hasSuffix("+1 asks nobody"))
        #expect(verdict([byGet, here]).severity == .fail)
    }

    @Test func `a certificate that ends soon is found`() {
        #expect(Verdicts.certificate(secondsLeft: -1, host: "h").severity == .fail)
        #expect(Verdicts.certificate(secondsLeft: 2 * 86_400, host: "h").severity == .fail)
        #expect(Verdicts.certificate(secondsLeft: 10 * 86_400, host: "h").severity == .warn)
        #expect(Verdicts.certificate(secondsLeft: 60 * 86_400, host: "h").severity == .ok)
    }

    @Test func `a clock that is wrong is found`() {
        #expect(Verdicts.clock(skew: 0.4, isSynchronized: nil, against: "x").severity == .ok)
        #expect(Verdicts.clock(skew: 0.4, isSynchronized: false, against: "x").severity == .warn)
        #expect(Verdicts.clock(skew: -7, isSynchronized: true, against: "x").what.contains("7.0 s behind x"))
        #expect(Verdicts.clock(skew: 61, isSynchronized: true, against: "x").severity == .fail)
        #expect(Verdicts.clock(skew: nil, isSynchronized: nil, against: "x").severity == .warn)
        #expect(Verdicts.clock(skew: nil, isSynchronized: true, against: "x").severity == .ok)
    }

    @Test func `limits of the disk and the rest have their findings`() {
        #expect(Verdicts.disk(free: 10_000_000_000, most: 1_000_000_000, folder: "f").severity == .ok)
        #expect(Verdicts.disk(free: 500_000_000, most: 1_000_000_000, folder: "f").severity == .warn)
        #expect(Verdicts.disk(free: 1000, most: 1_000_000_000, folder: "f").severity == .fail)
        #expect(Verdicts.health(status: 200, body: "ok\n", server: "cora", url: "u").severity == .ok)
        #expect(Verdicts.health(status: 502, body: "bad", server: "nginx", url: "u").what.contains("nginx"))
        #expect(Verdicts.signature(signed: 204, unsigned: 403, url: "u").severity == .ok)
        #expect(Verdicts.signature(signed: 403, unsigned: 403, url: "u").severity == .fail)
        #expect(Verdicts.signature(signed: 204, unsigned: 204, url: "u").severity == .fail)
        #expect(Verdicts.mediaSocket(signed: 101, unsigned: 403, url: "u").severity == .ok)
        #expect(Verdicts.mediaSocket(signed: 101, unsigned: 101, url: "u").severity == .fail)
        #expect(Verdicts.mediaSocket(signed: nil, unsigned: nil, url: "u").severity == .fail)
        #expect(Verdicts.mediaSocket(signed: 403, unsigned: 403, url: "u").severity == .fail)
    }

    @Test(
        arguments: [
            (0o022, nil, Finding.Severity.ok), (0o002, nil, .ok), (0o077, nil, .ok), (0o000, nil, .warn),
            (0o020, 0o700, .warn), (0o077, 0o755, .warn), (0o022, 0o750, .warn), (0o077, 0o700, .ok),
            (0o022, 0o700, .ok),
        ] as [(Int, Int?, Finding.Severity)])
    func `who can read what is written is found`(umask: Int, outbox: Int?, severity: Finding.Severity) {
        #expect(Verdicts.privacy(umask: umask, outbox: outbox, folder: "f").severity == severity)
    }

    @Test func `a report is a line for each finding, and its fix`() throws {
        let report = DoctorReport([
            .ok("clock", "right"), .warn("open files", "few", fix: "more"),
            .fail("database", "a\u{1B}[2Jway", fix: "start it"),
        ])
        #expect(!report.ok)
        #expect(
            report.lines().map(\.text) == [
                "ok    clock       right", "warn  open files  few", "                  fix: more",
                "FAIL  database    a\u{FFFD}[2Jway", "                  fix: start it", "",
                "1 of 3 checks failed; 1 warnings",
            ])
        let json = try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any]
        #expect(json?["ok"] as? Bool == false)
        #expect((json?["findings"] as? [[String: String]])?.last?["severity"] == "fail")
        #expect(DoctorReport([.ok("a", "b")]).ok)
    }

    @Test func `a pool too small for the latency measured is found, and what would do`() {
        func verdict(
            _ roundTrip: Double, calls: Int = 100, tools: Int = 8, others: Int = 4, allowed: Int? = 97
        ) -> [Finding] {
            Verdicts.pools(
                .init(tools: tools, others: others, total: 18, allowed: allowed),
                for: DatabaseLoad(calls: calls, roundTrip: roundTrip), deadline: 2000)
        }
        #expect(verdict(0.4, calls: 1000).map(\.severity) == [.ok])
        #expect(verdict(160, tools: 9).map(\.severity) == [.ok])
        let small = verdict(160)
        #expect(small.map(\.severity) == [.warn])
        #expect(
            small.first?.what
                == "pool too small for the latency measured (160 ms): 8 tool connections, where 100 calls want 9")
        #expect(small.first?.fix?.contains("DATABASE_TOOL_CONNECTIONS to 9 or more") == true)
        let both = verdict(160, calls: 1000)
        #expect(both.map { $0.fix?.prefix(12) } == ["set DATABASE", "set DATABASE"])
        let far = verdict(300, tools: 50, others: 8)
        #expect(far.map(\.severity) == [.warn])
        #expect(far.first?.fix?.hasSuffix("TOOL_DEADLINE_MILLISECONDS to 2500") == true)
        #expect(verdict(1, allowed: 17).first?.what.contains("wants 18 connections, the database has 17") == true)
        #expect(verdict(1, allowed: nil).map(\.severity) == [.ok])
    }
}
