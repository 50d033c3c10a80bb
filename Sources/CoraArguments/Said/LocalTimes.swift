package import CoraTenant

/// Reads and checks times in a tenant's time zone and business hours.
package enum LocalTimes {
    /// How far ahead a time may lie, in days.
    package static let furthest = 365

    /// The moment that a text names, in seconds since 1970.
    /// - Parameter key: the argument's name, for the error.
    /// - Throws: `invalid_time`, saying what is wrong and what to ask the caller.
    package static func moment(_ text: String, _ key: String, _ clock: LocalClock) throws(ToolError) -> Int {
        let time = try civil(text, key, clock)
        guard time.second != nil else {
            throw ToolError(.invalidTime, "\(key) has a day but no time of day. Ask the caller what time suits them.")
        }
        return try moment(of: time, key, clock)
    }

    /// The day and time that a text names, on the business's clock. An offset stays only where it tells which of two
    /// equal times is meant.
    /// - Throws: `invalid_time`; also for a time with an offset that is not the clock's then. Models write local times
    ///   with a `Z` out of habit, and times in UTC too, so such a time has two meanings.
    package static func civil(_ text: String, _ key: String, _ clock: LocalClock) throws(ToolError) -> CivilDateTime {
        var time: CivilDateTime
        do throws(CivilDateTime.Problem) {
            time = try CivilDateTime(SpokenTime.iso(text))
        } catch {
            throw ToolError(.invalidTime, "\(key) \(error.words).")
        }
        guard time.offset != nil else { return time }
        let written = time.secondsAsUTC
        let meant = clock.show(time.secondsAsUTC - (time.offset ?? 0))
        if meant.secondsAsUTC == written { return time }
        time.offset = nil
        throw ToolError(
            .invalidTime,
            "\(key) has an offset from UTC that is not the business's, so it may mean two times. If the caller said "
                + "\(LocalClock.words(minute: time.minute)), write \(time.local); if they said "
                + "\(LocalClock.words(minute: meant.minute)), write \(meant.local). Write it without Z and without an "
                + "offset.")
    }

    /// The moment at which the clock shows a time.
    /// - Throws: `invalid_time` for a time that the clock skips, and for one that it shows twice.
    package static func moment(of time: CivilDateTime, _ key: String, _ clock: LocalClock) throws(ToolError) -> Int {
        let moments = clock.moments(of: time)
        let said = LocalClock.words(minute: time.minute)
        guard let first = moments.first else {
            // Where the clock goes to: the same time as the offset before counts it.
            let before = time.secondsAsUTC - 86_400
            let after = clock.moment(of: CivilDateTime(secondsAsUTC: before)).map { $0 + 86_400 }
            let instead = after.map { " \(LocalClock.words(minute: clock.show($0).minute)) is the same moment." } ?? ""
            throw ToolError(
                .invalidTime,
                "\(key): the clocks are put forward then, so there is no \(said) on that day.\(instead) Ask the caller "
                    + "which time they mean.")
        }
        guard moments.count > 1, let last = moments.last else { return first }
        throw ToolError(
            .invalidTime,
            "\(key): the clocks are put back then, so there is \(said) twice on that day. Ask the caller whether they mean "
                + "the first or the second; write the first as \(clock.iso(first)) and the second as \(clock.iso(last))."
        )
    }

    /// Checks that a moment lies ahead, and not too far.
    /// - Parameters:
    ///   - grace: how many seconds ago still count as now.
    ///   - key: the argument's name, for the error.
    /// - Throws: `invalid_time`, with the year: models write last year's.
    package static func checkAhead(
        _ moment: Int, _ key: String, _ context: ToolContext, grace: Int = 0
    ) throws(ToolError) {
        let (clock, now) = (context.clock, context.now)
        if moment > now - grace, moment <= now + furthest * 86_400 { return }
        let isPast = moment <= now
        let wrong = clock.show(moment)
        let words =
            "\(wrong.weekday.name), \(clock.dayWords(moment)), \(wrong.year), at \(LocalClock.words(minute: wrong.minute))"
        var message =
            isPast
            ? "\(key) is \(words), which has passed: it is \(clock.dayWords(now)), \(clock.show(now).year), "
                + "\(LocalClock.words(minute: clock.show(now).minute)) now."
            : "\(key) is \(words), which is more than a year ahead."
        if let meant = sameDay(as: wrong, ahead: context) {
            message += " If the caller meant \(clock.words(meant, besides: now)), write \(clock.local(meant))."
        }
        throw ToolError(.invalidTime, message + " Else ask the caller for another time.")
    }

    /// The same day and time in the first year in which it lies ahead, as far as another year may be meant; nil for a
    /// day of the last few weeks.
    private static func sameDay(as time: CivilDateTime, ahead context: ToolContext) -> Int? {
        let today = context.clock.show(context.now)
        guard !(0..<30).contains(today.dayNumber - time.dayNumber) else { return nil }
        let thisYear = today.year
        for year in [thisYear, thisYear + 1] where year != time.year {
            var other = time
            other.year = year
            guard CivilDay(checking: year, other.month, other.day) != nil,
                let moment = context.clock.moment(of: other)
            else { continue }
            if moment > context.now, moment <= context.now + furthest * 86_400 { return moment }
        }
        return nil
    }

    /// Whether the business is open from the first moment to the second, which must be within half a day of each other.
    package static func isOpen(_ hours: BusinessHours, from start: Int, to end: Int, _ clock: LocalClock) -> Bool {
        let (first, last) = (clock.show(start), clock.show(end - 1))
        guard first.weekday == last.weekday else {
            // Around midnight: open to the end of one day and from the beginning of the next.
            return hours.isOpen(first.weekday, minute: first.minute) && hours.isOpen(first.weekday, minute: 1439)
                && hours.isOpen(last.weekday, minute: 0) && hours.isOpen(last.weekday, minute: last.minute)
        }
        return hours[first.weekday].contains { $0.opens <= first.minute && last.minute < $0.closes }
    }

    /// The first moment from `start` on at which the business is open.
    package static func opening(_ hours: BusinessHours, from start: Int, _ clock: LocalClock) -> Int? {
        let time = clock.show(start)
        guard let next = hours.nextOpening(from: time.weekday, minute: time.minute) else { return nil }
        var day = CivilDateTime(secondsAsUTC: (time.dayNumber + next.daysAhead) * 86_400)
        day.second = next.minute * 60
        return clock.moment(of: day)
    }

    /// A day's hours as people say them: `9:00 AM to 5:00 PM`, or `closed`.
    package static func words(_ hours: BusinessHours, on moment: Int, _ clock: LocalClock) -> String {
        let spans = hours[clock.show(moment).weekday].map {
            LocalClock.words(minute: $0.opens) + " to "
                + ($0.closes == 1440 ? "midnight" : LocalClock.words(minute: $0.closes))
        }
        return spans.isEmpty ? "closed" : spans.joined(separator: " and ")
    }
}

extension CivilDateTime {
    /// The time as tools want it written: `2027-03-14T15:30`.
    fileprivate var local: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date)T\(two(minute / 60)):\(two(minute % 60))"
    }
}
