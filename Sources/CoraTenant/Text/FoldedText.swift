/// Text with its digits and signs written in one way. Speech recognition and keyboards of other scripts write digits of
/// their own (Arabic, Devanagari, full width); the readers of numbers, prices and times fold their text with this first.
/// Pure.
package enum FoldedText {
    /// The text with every decimal digit as an ASCII digit, full-width signs as ASCII signs, and every kind of blank
    /// and dash as an ordinary one.
    package static func ascii(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { folded.append(ascii(scalar)) }
        return String(folded)
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard !scalar.isASCII else { return scalar }
        if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue,
            let digit = UInt32(exactly: value)
        {
            return Unicode.Scalar(0x30 + digit) ?? scalar
        }
        switch scalar.value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x2010...0x2015, 0x2212: return "-"
        case 0xA0, 0x2000...0x200A, 0x202F, 0x3000: return " "
        default: return scalar
        }
    }
}
