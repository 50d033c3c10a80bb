import CoraCall
import CoraTenant

/// The formats that instance settings and tenants share, so that a value has one range wherever it is written.
enum CallFormats {
    /// How long a caller may be silent before they are asked whether they are there.
    static let silence = SettingFormat<CallDuration>.seconds(2...600)
    /// How long a call may be.
    static let maximumDuration = SettingFormat<CallDuration>.minutes(1...240)
    /// How long before the longest duration is reached the caller is told.
    static let durationWarning = SettingFormat<CallDuration>.seconds(5...600)
    /// The pause that ends a row of digits.
    static let keypadPause = SettingFormat<CallDuration>.milliseconds(300...10_000)
    /// The level above which sound is speech.
    static let threshold = SettingFormat<Double>.number(0...1)
    /// How much audio from before speech was noticed is kept.
    static let prefix = SettingFormat<Int>.wholeNumber(0...2000, of: "milliseconds")
    /// The silence that ends a turn.
    static let turnSilence = SettingFormat<Int>.wholeNumber(100...5000, of: "milliseconds")
    /// How many calls there may be at once.
    static let calls = SettingFormat<Int>.wholeNumber(1...100_000, of: "calls")
    /// How many calls may begin in a minute, or at once after a quiet time.
    static let callsPerMinute = SettingFormat<Int>.wholeNumber(1...1_000_000, of: "calls")
    /// What a day may cost, in US dollars.
    static let dollars = SettingFormat<Dollars>(
        wanted: "an amount in US dollars, like 25 or 25.50", read: { Dollars($0) }, write: \.text)
    /// An amount of memory: written in megabytes, kept in bytes.
    static let megabytes = SettingFormat<Int>.wholeNumber(16...16_777_216, of: "megabytes")
        .map({ Int64($0) << 20 }, { Int($0 >> 20) })
}

extension PhoneManners {
    /// What is wrong with the two times together, in words that follow "wanted"; nil if nothing is.
    var conflict: String? {
        guard durationWarning >= maximumDuration else { return nil }
        return "less than the longest call, \(maximumDuration.milliseconds / 1000) seconds"
    }
}
