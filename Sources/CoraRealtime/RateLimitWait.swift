extension RealtimeError {
    /// How long the server wants us to wait, in milliseconds, from its words: "Please try again in 4.2s", "in 250ms",
    /// "in 1m3s". Nil if it names no time.
    package var retryAfterMilliseconds: Int? {
        guard let start = message.range(ofWords: "try again in ") else { return nil }
        var total = 0.0
        var number = ""
        var rest = message[start...]
        while let character = rest.first {
            if character.isASCII, character.isNumber || (character == "." && !number.isEmpty) {
                number.append(character)
                rest.removeFirst()
                continue
            }
            let units: [(name: String, milliseconds: Double)] = [
                ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
            ]
            guard let value = Double(number), let unit = units.first(where: { rest.hasPrefix($0.name) }) else { break }
            total += value * unit.milliseconds
            number = ""
            rest = rest.dropFirst(unit.name.count)
        }
        return total > 0 && total < 86_400_000 ? Int(total.rounded(.up)) : nil
    }
}

extension String {
    /// Where the text behind `words` begins; nil if they are not in it.
    fileprivate func range(ofWords words: String) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(words) { return index(start, offsetBy: words.count) }
            start = index(after: start)
        }
        return nil
    }
}
