import CoraTenant

/// What the pages of web sessions have reported, counted and timed. A page tells the whole of its session each time; what
/// is new since its last report is added. A value; its size is bounded by the live web sessions.
struct WebCounts: Sendable {
    /// A live web session.
    private struct Session {
        /// What its page told last.
        var last = PageFigures()
        /// When that was; nil if it has told nothing.
        var lastAt: CallInstant?
        /// Where the stretch began over which its audio is judged, and what its page had told then.
        var since: CallInstant
        var sinceFigures = PageFigures()
        /// Whether its audio was bad over the last stretch.
        var isBad = false
    }

    /// The shortest stretch of a session over which its audio is judged: our own page reports every ten seconds.
    private static let stretch = CallDuration.seconds(8)
    /// A session whose page has told nothing for so long is not judged any more.
    private static let silence = CallDuration.seconds(60)

    private var sessions: [String: Session] = [:]
    private var byMedia = Dictionary(uniqueKeysWithValues: WebMedia.allCases.map { ($0, 0) })
    private var gaps = 0
    private var gapMilliseconds = 0
    private var lost = 0
    private var received = 0
    private var firstAudio = LatencyMeter()
    private var turn = LatencyMeter()
    private var bargeIn = LatencyMeter(bounds: LatencyBuckets.moments)
    private var jitter = LatencyMeter(bounds: LatencyBuckets.moments)
    private var roundTrip = LatencyMeter(bounds: LatencyBuckets.moments)

    /// A web session's stream began.
    mutating func started(_ stream: String, at now: CallInstant) {
        sessions[stream] = Session(since: now)
    }

    /// A stream ended; it may be a telephone's.
    mutating func ended(_ stream: String) {
        sessions[stream] = nil
    }

    /// A page told what it has measured. Of a session that has not begun, or is over, nothing is counted.
    mutating func reported(_ figures: PageFigures, by stream: String, at now: CallInstant) {
        guard var session = sessions[stream] else { return }
        let new = figures.since(session.last)
        if session.last.media == nil, let media = new.media { byMedia[media, default: 0] += 1 }
        count(new, at: now)
        (session.last, session.lastAt) = (figures, now)
        if now - session.since >= Self.stretch {
            let span = now - session.since
            session.isBad = figures.since(session.sinceFigures).isBad(over: span)
            (session.since, session.sinceFigures) = (now, figures)
        }
        sessions[stream] = session
    }

    private mutating func count(_ new: PageFigures, at now: CallInstant) {
        gaps += new.gaps ?? 0
        gapMilliseconds += new.gapTime?.milliseconds ?? 0
        lost += new.lost ?? 0
        received += new.received ?? 0
        if let span = new.firstAudio { firstAudio.record(span, at: now) }
        for span in new.turns { turn.record(span, at: now) }
        for span in new.bargeIns { bargeIn.record(span, at: now) }
        if let span = new.jitter { jitter.record(span, at: now) }
        if let span = new.roundTrip { roundTrip.record(span, at: now) }
    }

    // MARK: Reading

    /// What was counted, as the stats tell it.
    func stats(at now: CallInstant) -> FleetStats.Web {
        var web = FleetStats.Web()
        let heard = sessions.values.filter { session in session.lastAt.map { now - $0 < Self.silence } ?? false }
        web.reporting = heard.count
        web.badAudio = heard.count(where: \.isBad)
        web.byMedia = Dictionary(uniqueKeysWithValues: byMedia.map { ($0.key.rawValue, $0.value) })
        web.gaps = gaps
        web.gapMs = gapMilliseconds
        web.packetsLost = lost
        web.packetsReceived = received
        web.firstAudio = firstAudio.distribution(at: now)
        web.turn = turn.distribution(at: now)
        web.bargeIn = bargeIn.distribution(at: now)
        web.jitter = jitter.distribution(at: now)
        web.roundTrip = roundTrip.distribution(at: now)
        return web
    }

    /// What pages timed since the process started.
    var timings: FleetTimings.Web {
        FleetTimings.Web(
            firstAudio: firstAudio.buckets, turn: turn.buckets, bargeIn: bargeIn.buckets, jitter: jitter.buckets,
            roundTrip: roundTrip.buckets)
    }
}

extension PageFigures {
    /// The fewest packets from which a share of lost ones is believed: two seconds of audio.
    private static let fewestPackets = 100
    /// The part of the packets from which on callers miss words.
    private static let mostLost = 0.05
    /// The fewest gaps that are more than a chance.
    private static let fewestGaps = 3

    /// Whether a caller had bad audio over a stretch of time in which this was measured: more than a twentieth of the
    /// packets were lost, or the audio broke off more often than every five seconds.
    fileprivate func isBad(over span: CallDuration) -> Bool {
        let packets = (lost ?? 0) + (received ?? 0)
        if packets >= Self.fewestPackets, let lostShare, lostShare > Self.mostLost { return true }
        let gaps = gaps ?? 0
        return gaps >= Self.fewestGaps && gaps * 5000 > span.milliseconds
    }
}
