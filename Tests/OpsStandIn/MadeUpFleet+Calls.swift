import CoraSupervisor

extension MadeUpFleet {
    private static let whys = [
        "agent speaks", "caller speaks", "waiting for the model's first audio for 0.6 s",
        "waiting for search_properties for 1.9 s", "waiting for the caller for 3 s", "agent speaks: greeting",
    ]

    func calls() -> [CallStats] {
        let now = Self.now
        return (0..<callCount).map { call($0, now) }.filter { !hasEnded($0.callSid) }
    }

    /// A small, even mixture of an index: the same at every run.
    private func mixed(_ index: Int, _ salt: Int) -> Int {
        var value = UInt64(index &* 1_000_003 &+ salt &* 97)
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) >> 34)
    }

    private func call(_ index: Int, _ now: Int64) -> CallStats {
        // Each line is taken again when its call has ended: not in the first five minutes, in which a page is looked at.
        let life = Int64(360 + mixed(index, 1) % 540) * 1000
        let phase = now - started + Int64(mixed(index, 2)) % (life - 300_000)
        let age = phase % life
        let sid = hexadecimal(mixed(index, 3)) + hexadecimal(Int(phase / life) & 0xFFFF_FFFF) + hexadecimal(index)
        var call = CallStats(
            callSid: "CA\(hexadecimal(mixed(index, 7)))" + sid, callId: "c\(index)",
            tenant: tenantNames[mixed(index, 4) % min(mixed(index, 5) % tenantNames.count + 1, tenantNames.count)],
            caller: "+1415555\(String(mixed(index, 6) % 10_000 + 10_000).dropFirst())")
        call.startedAt = now - age
        call.durationMs = age
        call.state = ["connecting", "leaving"].dropFirst(mixed(index, 11) % 60).first ?? "live"
        call.turns = Int(age / 9000)
        if call.turns > 0 {
            call.lastTurnMs = Double(900 + mixed(index, call.turns) % 900) + 0.25
            call.slowestTurnMs = Double(1400 + mixed(index, 8) % 2400) + 0.5
        }
        call.bargeIns = call.turns / 4
        call.framesIn = Int(age / 20)
        call.framesOut = Int(age / 31)
        call.framesDropped = mixed(index, 9) % 40 == 0 ? 12 : 0
        call.sinceFrameMs = mixed(index, 10) % 170 == 0 ? 6100 : Int64(mixed(index, Int(now / 1000)) % 20)
        call.why =
            call.sinceFrameMs > 2000
            ? "caller's frames stopped 6 s ago"
            : call.state == "leaving"
                ? "goodbye is being heard" : Self.whys[mixed(index, Int(age / 3000)) % Self.whys.count]
        if tenantNames.first?.hasPrefix("<") == true {
            call.why += #" <b onmouseover="document.title='owned'">\u001b[2J"#
        }
        call.model = index % 5 == 0 ? "gpt-realtime-2.1" : "gpt-realtime-2.1-mini"
        call.modelSocket = call.state == "connecting" ? "dialling" : "open"
        call.callerSocket = "open"
        call.channel = "telephone"
        if index % 50 == 3 { makeWeb(&call, index) }
        return call
    }

    /// Turns a made-up telephone call into a web session whose page has reported its figures.
    private func makeWeb(_ call: inout CallStats, _ index: Int) {
        call.caller = "web"
        call.callSid = "WS" + call.callSid.dropFirst(2)
        call.channel = "web"
        call.media = index.isMultiple(of: 3) ? "socket" : "webrtc"
        guard call.turns > 0 else { return }
        var page = CallStats.Page()
        page.firstAudioMs = 380 + mixed(index, 12) % 300
        page.turnMs = [590, 640 + mixed(index, 13) % 400]
        (page.gaps, page.gapMs) = (mixed(index, 14) % 3, mixed(index, 14) % 3 * 70)
        (page.lost, page.received, page.jitterMs) = (12, 4_810, 9)
        page.words =
            "\(call.media ?? ""), first audio \(page.firstAudioMs ?? 0) ms, answers 640 ms, \(page.gaps ?? 0) gaps, 0.2 % lost, "
            + "jitter 9 ms, round trip 38 ms"
        call.page = page
    }

    private func hexadecimal(_ value: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 8 - text.count)) + text.suffix(8)
    }

    func timeline(of sid: String) -> CallTimelineStats? {
        guard let call = calls().first(where: { $0.callSid == sid }) else { return nil }
        let seed = Int(call.startedAt % 9973)
        var timeline = CallTimelineStats(call: call)
        timeline.events = [
            .init(atMs: 0, what: "stream started"), .init(atMs: 3, what: "model dialled", detail: call.model),
            .init(atMs: 340, what: "model ready"), .init(atMs: 62, what: "greeting", detail: "from its recording"),
        ]
        for number in stride(from: 1, through: call.turns, by: 1) {
            let stopped = Double(number) * 9000 + Double(mixed(seed, number) % 700)
            var turn = CallTimelineStats.Turn(number: number, callerStoppedMs: stopped, modelHeardMs: stopped + 520)
            let hasTool = number.isMultiple(of: 3)
            let isLate = number.isMultiple(of: 7)
            let tool = hasTool ? Double(180 + mixed(seed, number + 1) % 900) : 0
            if hasTool {
                timeline.tools.append(
                    .init(
                        name: number.isMultiple(of: 6) ? "book_showing" : "search_properties", beganMs: stopped + 840,
                        tookMs: tool, succeeded: !number.isMultiple(of: 9)))
                turn.toolsMs = tool
            }
            let delta = turn.modelHeardMs + 330 + tool + Double(mixed(seed, number + 2) % 300) + (isLate ? 1900 : 0)
            turn.firstDeltaMs = delta
            guard Double(call.durationMs) > delta + 250 else {
                turn.firstDeltaMs = nil
                timeline.turns.append(turn)
                break
            }
            turn.firstFrameMs = delta + (number.isMultiple(of: 5) ? 24 : 0.6)
            turn.heardMs = delta + 200
            turn.latencyMs = delta + 200 - stopped
            turn.cause = isLate ? "model" : tool > 520 ? "tool" : "endpointing"
            timeline.turns.append(turn)
            if number.isMultiple(of: 4) {
                timeline.events.append(
                    .init(atMs: delta + 3100, what: "barge-in", detail: "1.4 s of the answer were not heard"))
            }
        }
        timeline.queues.callerBytes = 172
        timeline.queues.unheardMs = 2400
        timeline.queues.marks = 3
        return timeline
    }
}
