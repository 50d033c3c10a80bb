/// Reads a number as callers say it and models write it: `500k`, `half a million`, `1.2M`, `two and a half`, `3+`,
/// `four hundred fifty thousand`, `quinientos mil`. Pure.
///
/// It takes what can mean one number only. What may mean several is told apart from what is none, so that the model can
/// put it right or ask.
package enum SpokenNumber {
    /// What a text says.
    package enum Reading: Sendable, Equatable {
        /// One number.
        case value(Double)
        /// One of several numbers: “four fifty” is 450, or 450,000.
        case ambiguous([Double])
        /// From one number to another.
        case range
        /// No number.
        case nothing
    }

    /// Reads a text.
    package static func read(_ text: String) -> Reading {
        guard var tokens = NumberToken.tokens(of: text) else { return .nothing }
        let isNegative = tokens.first == .dash
        if isNegative { tokens.removeFirst() }
        guard !tokens.isEmpty else { return .nothing }
        if isRange(tokens) { return .range }
        var parser = NumberParser(isSpanish: tokens.contains(.spanish))
        for token in tokens where token != .spanish {
            guard parser.take(token) else { return .nothing }
        }
        guard case .value(let value) = parser.reading else { return parser.reading }
        // “One point two million” is added up in tenths, which are not exact.
        let exact = (value * 1000).rounded() / 1000
        return .value(isNegative ? -exact : exact)
    }

    /// Whether the tokens give a lowest and a highest number. The dash of “twenty-five” gives none.
    private static func isRange(_ tokens: [NumberToken]) -> Bool {
        if tokens.contains(.between) { return true }
        for (place, token) in tokens.enumerated() where token == .dash || token == .to {
            let (before, after) = (tokens[..<place].last, tokens[(place + 1)...].first)
            if case .tens? = before, case .ones? = after, token == .dash { continue }
            return before != nil && after != nil
        }
        return false
    }
}

/// Adds up the words of one number.
struct NumberParser {
    /// The kind of the word before, which decides what may follow.
    private enum Last { case none, ones, teens, tens, hundred, number, scale }

    private let isSpanish: Bool
    private var total = 0.0
    private var group: Double?
    private var last = Last.none
    private var scale = Double.infinity
    private var isShorthand = false
    private var hasAnd = false
    private var decimals: Double?
    private var other: Double?

    init(isSpanish: Bool) {
        self.isSpanish = isSpanish
    }

    /// What the words come to.
    var reading: SpokenNumber.Reading {
        if let other { return Self.either(other / 1000, other) }
        guard let group else { return last == .none ? .nothing : .value(total) }
        guard scale.isFinite else { return isShorthand ? Self.either(group, group * 1000) : .value(group) }
        // “Two thousand five hundred” adds; “a million two” may be 1.2 million.
        if scale == 1000, !isShorthand { return .value(total + group) }
        let place = group < 10 ? scale / 10 : group < 100 ? scale / 100 : scale / 1000
        return Self.either(total + group * place, total + group)
    }

    /// One of two numbers; the number, if both are the same: “two million zero”.
    private static func either(_ one: Double, _ other: Double) -> SpokenNumber.Reading {
        one == other ? .value(one) : .ambiguous([one, other])
    }

    /// Adds a word.
    /// - Returns: false if it makes no number with those before.
    mutating func take(_ token: NumberToken) -> Bool {
        defer { if token != .and, token != .article { hasAnd = false } }
        switch token {
        case .ones(let value), .teens(let value), .tens(let value): return takeSmall(value, token)
        case .number(let value): return takeNumber(value)
        case .hundred: return takeHundred()
        case .scale(let value): return takeScale(value)
        case .mil: return takeMil()
        case .part(let value): return takePart(value)
        case .fraction(let value): return set((group ?? 0) + value, .number)
        case .point:
            guard decimals == nil, last == .ones || last == .teens || last == .tens else { return false }
            decimals = 0.1
            return true
        case .and:
            hasAnd = true
            return true
        case .article, .dash, .spanish: return true
        case .to, .between: return false
        }
    }

    private mutating func takeSmall(_ value: Double, _ token: NumberToken) -> Bool {
        if let place = decimals {
            guard value < 10 else { return false }
            group = (group ?? 0) + value * place
            decimals = place / 10
            return true
        }
        let kind: Last = value < 10 ? .ones : value < 20 ? .teens : .tens
        guard let before = group else { return set(value, kind) }
        switch (last, kind) {
        case (.tens, .ones) where before.truncatingRemainder(dividingBy: 10) == 0 && value > 0:
            return set(before + value, .ones)
        case (.hundred, _): return set(before + value, kind)
        case (.ones, .teens), (.ones, .tens), (.teens, .tens):
            guard before < 100 else { return false }
            isShorthand = true
            return set(before * 100 + value, kind)
        default: return false
        }
    }

    private mutating func takeNumber(_ value: Double) -> Bool {
        if value < 100, value == value.rounded(), decimals == nil {
            return takeSmall(value, .ones(value))
        }
        // Spanish has a word for each hundred: “quinientos cincuenta”.
        let isHundreds = isSpanish && value < 1000 && value.truncatingRemainder(dividingBy: 100) == 0
        return group == nil && set(value, isHundreds ? .hundred : .number)
    }

    private mutating func takeHundred() -> Bool {
        guard let before = group else { return set(100, .hundred) }
        guard before < 100, last != .hundred else { return false }
        isShorthand = false
        return set(before * 100, .hundred)
    }

    private mutating func takeScale(_ value: Double) -> Bool {
        guard value < scale, group != nil || last == .none else { return false }
        total += (group ?? 1) * value
        (group, scale, isShorthand, decimals, last) = (nil, value, false, nil, .scale)
        return true
    }

    /// “Mil” is a thousand in Spanish and a million in English. With a few of them it can only be millions, with
    /// hundreds only thousands.
    private mutating func takeMil() -> Bool {
        let value = group ?? 1
        if isSpanish || value >= 100 { return takeScale(1000) }
        if value < 10, group != nil { return takeScale(1_000_000) }
        other = value * 1_000_000
        return takeScale(1000)
    }

    /// A half or a quarter: of the scale that follows, of the one before, or of one.
    private mutating func takePart(_ part: Double) -> Bool {
        if let before = group {
            if hasAnd { return set(before + part, .number) }
            // “Three quarters”, “one half”.
            return last == .ones && before * part < 1 && set(before * part, .number)
        }
        guard last == .scale else { return set(part, .number) }
        guard hasAnd else { return false }
        total += part * scale
        return true
    }

    private mutating func set(_ value: Double, _ kind: Last) -> Bool {
        (group, last) = (value, kind)
        return true
    }
}
