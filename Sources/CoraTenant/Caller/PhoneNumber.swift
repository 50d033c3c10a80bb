/// A telephone number that may be kept and called, in E.164. It is read from what people say and models write.
///
/// Numbers without a country code are taken to be of the North American plan (+1). Numbers that must not be called back
/// are refused: emergency services, premium rates, short codes, and numbers that no plan can have.
package struct PhoneNumber: Sendable, Hashable {
    /// `+` and 7 to 15 digits.
    package let e164: String

    /// Why a number is refused.
    package enum Refusal: Error, Sendable, Equatable {
        /// There is no number in the text, or there is more than a number.
        case noNumber
        /// Digits are missing or too many.
        case incomplete(digits: Int)
        /// An extension follows the number.
        case hasExtension
        /// No numbering plan has such a number.
        case impossible
        /// Police, ambulance, fire brigade.
        case emergency
        /// A code of a few digits: a service, not a person.
        case shortCode
        /// A premium-rate number, for which the caller pays extra.
        case premium
    }

    /// The longest text that is read, in bytes. Digits of other scripts have up to four.
    package static let longestText = 160

    /// Reads a text such as `(512) 555-0142`, `+1 512 555 0142` or `five one two, 555 0142`.
    /// - Throws: ``Refusal``.
    package init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.longestText else { throw .noNumber }
        try self.init(SpokenDigits.read(text))
    }

    /// Reads a number that may have an extension behind it: `512-555-0142 ext. 12`.
    /// - Returns: the number, and the extension's digits.
    /// - Throws: ``Refusal``.
    package static func withExtension(
        _ text: String
    ) throws(Refusal) -> (number: PhoneNumber, extension: String?) {
        guard text.utf8.count <= longestText else { throw .noNumber }
        let (spoken, digits) = try SpokenDigits.withExtension(text)
        return (try PhoneNumber(spoken), digits)
    }

    private init(_ spoken: SpokenDigits.Spoken) throws(Refusal) {
        var (digits, isInternational) = spoken
        if digits.hasPrefix("011"), !isInternational, digits.utf8.count > 11 {
            (digits, isInternational) = (String(digits.dropFirst(3)), true)
        } else if digits.hasPrefix("00"), !isInternational, digits.utf8.count > 9 {
            (digits, isInternational) = (String(digits.dropFirst(2)), true)
        }
        if NumberingPlan.emergency.contains(digits) { throw .emergency }
        if isInternational, !digits.hasPrefix("1") {
            e164 = "+" + (try NumberingPlan.checkForeign(digits))
            return
        }
        // A leading 1 is the country code or the trunk prefix of North America: the same digit.
        let national = digits.hasPrefix("1") ? String(digits.dropFirst()) : digits
        if NumberingPlan.emergency.contains(national) { throw .emergency }
        try NumberingPlan.checkNorthAmerican(national)
        e164 = "+1" + national
    }

    /// The number in groups of single digits, for reading aloud: `5 1 2, 5 5 5, 0 1 4 2`.
    package var spoken: String {
        let isNorthAmerican = e164.hasPrefix("+1") && e164.utf8.count == 12
        let digits = Array(e164.dropFirst(isNorthAmerican ? 2 : 1))
        var groups: [String] = []
        var start = 0
        while start < digits.count {
            // The last group is of four digits; no group is of one.
            let rest = digits.count - start
            let length = rest <= 4 ? rest : rest == 5 ? 2 : 3
            groups.append(digits[start..<start + length].map(String.init).joined(separator: " "))
            start += length
        }
        return (isNorthAmerican ? "" : "plus ") + groups.joined(separator: ", ")
    }
}

extension PhoneNumber.Refusal {
    /// What is wrong, and what to ask the caller for, in words for the model.
    package var words: String {
        switch self {
        case .noNumber:
            "That is not a telephone number. Ask the caller for the number, digit by digit."
        case .incomplete(let digits):
            "A telephone number has ten digits with its area code, or a plus and a country code; this one has "
                + "\(digits). Ask the caller for the whole number with its area code."
        case .hasExtension:
            "A number is kept without an extension. Ask for a direct number, or put the extension into the notes."
        case .impossible:
            "No telephone has that number. Read it back to the caller digit by digit and ask for the right one."
        case .emergency:
            "That is an emergency number, which is never called or kept. If the caller is in danger, tell them to hang "
                + "up and dial it themselves; else ask for their own number."
        case .shortCode:
            "That is a short code of a service, not a person's number. Ask the caller for their own number."
        case .premium:
            "That is a premium-rate number, which is never called. Ask the caller for an ordinary number."
        }
    }
}
