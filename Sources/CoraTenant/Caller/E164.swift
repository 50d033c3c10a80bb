/// The shape of a number as the carrier writes it: `+` and 7 to 15 digits (ITU-T E.164 §6). It does not check whether a
/// numbering plan has the number; ``PhoneNumber`` does. A leading zero passes, although no country code begins with
/// one: the carrier refuses such a number with a message.
package enum E164 {
    /// How many digits a number may have.
    package static let digits = 7...15

    /// Whether the text has the shape of a number. Digits are ASCII digits.
    package static func isNumber(_ text: some StringProtocol) -> Bool {
        let utf8 = text.utf8
        return utf8.first == UInt8(ascii: "+") && digits.contains(utf8.count - 1)
            && utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
