import CoraCall

/// The formats that instance settings and tenants share: one range each, wherever the value is written.
enum CallFormats {
    /// Quiet before the caller is asked.
    static let silence = SettingFormat<CallDuration>.seconds(2...600)
    /// How long a call may be.
    static let maximumDuration = SettingFormat<CallDuration>.minutes(1...240)
    /// How long before that the caller is told.
    static let durationWarning = SettingFormat<CallDuration>.seconds(5...600)
    /// The pause that ends a row of digits.
    static let keypadPause = SettingFormat<CallDuration>.milliseconds(300...10_000)
    /// The level above which sound is speech.
    static let threshold = SettingFormat<Double>.number(0...1)
    /// Audio kept from before speech was noticed.
    static let prefix = SettingFormat<Int>.wholeNumber(0...2000, of: "milliseconds")
    /// Silence that ends a turn.
    static let turnSilence = SettingFormat<Int>.wholeNumber(100...5000, of: "milliseconds")
    /// Calls at once.
    static let calls = SettingFormat<Int>.wholeNumber(1...100_000, of: "calls")
    /// Calls a minute, or at once after a quiet time.
    static let callsPerMinute = SettingFormat<Int>.wholeNumber(1...1_000_000, of: "calls")
    /// What a day may cost.
    static let dollars = SettingFormat<Dollars>(
        wanted: "an amount in US dollars, like 25 or 25.50", read: { Dollars($0) }, write: \.text)
    /// Memory, kept in bytes.
    static let megabytes = SettingFormat<Int>.wholeNumber(16...16_777_216, of: "megabytes")
        .map({ Int64($0) << 20 }, { Int($0 >> 20) })
}

extension PhoneManners {
    /// What is wrong with the two times together, in words that follow "wanted"; nil when nothing is.
    var conflict: String? {
        guard durationWarning >= maximumDuration else { return nil }
        return "less than the longest call, \(maximumDuration.milliseconds / 1000) seconds"
    }
}
