extension BusinessHours {
    /// Whether the business is open at a moment, until when or from when on, and its week, in words for the model.
    package func words(at now: LocalMoment) -> String {
        "\(state(at: now)) \(week)"
    }

    private func state(at now: LocalMoment) -> String {
        let (today, minute) = (now.weekday, now.minute)
        if let interval = self[today].first(where: { $0.opens <= minute && minute < $0.closes }) {
            return "Open now, until \(LocalMoment.time(interval.closes))."
        }
        guard let next = nextOpening(from: today, minute: minute) else { return "Closed." }
        let day =
            switch next.daysAhead {
            case 0: "today"
            case 1: "tomorrow, \(next.weekday.name),"
            default: "on \(next.weekday.name)"
            }
        return "Closed now; opens \(day) at \(LocalMoment.time(next.minute))."
    }

    /// The week in words: `Monday to Friday 9:00 AM to 6:00 PM; Saturday 10:00 AM to 4:00 PM; Sunday closed.`
    private var week: String {
        var groups: [(first: Weekday, last: Weekday, hours: String)] = []
        for day in Weekday.allCases {
            let hours = self[day].map { "\(LocalMoment.time($0.opens)) to \(LocalMoment.time($0.closes))" }
                .joined(separator: " and ")
            let words = hours.isEmpty ? "closed" : hours
            if let last = groups.last, last.hours == words {
                groups[groups.count - 1].last = day
            } else {
                groups.append((day, day, words))
            }
        }
        let parts = groups.map { group in
            (group.first == group.last ? group.first.name : "\(group.first.name) to \(group.last.name)") + " "
                + group.hours
        }
        return parts.joined(separator: "; ") + "."
    }
}
