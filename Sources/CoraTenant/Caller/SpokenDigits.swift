/// Finds the digits in a telephone number as people say it and models write it.
enum SpokenDigits {
    /// Digits, and whether a plus stands before them.
    typealias Spoken = (digits: String, isInternational: Bool)

    /// Reads a number that may have an extension of one to six digits behind it.
    /// - Returns: the number before the extension, and the extension's digits.
    /// - Throws: `PhoneNumber.Refusal`: `noNumber`, or `hasExtension` if what follows the word is no extension.
    static func withExtension(
        _ text: String
    ) throws(PhoneNumber.Refusal) -> (number: Spoken, extension: String?) {
        let words = words(of: text)
        guard let place = words.firstIndex(where: extensions.contains) else { return (try read(words), nil) }
        let number = try read(Array(words[..<place]))
        let tail = words[place...].drop(while: extensions.contains)
        guard let digits = try? read(Array(tail)), !digits.isInternational, digits.digits.utf8.count <= 6 else {
            throw .hasExtension
        }
        return (number, digits.digits)
    }

    /// The digits of a text, and whether they begin with a plus.
    /// - Throws: `PhoneNumber.Refusal`: `noNumber` or `hasExtension`.
    static func read(_ text: String) throws(PhoneNumber.Refusal) -> Spoken {
        try read(words(of: text))
    }

    private static func read(_ words: [String]) throws(PhoneNumber.Refusal) -> Spoken {
        var digits = ""
        var isInternational = false
        var times = 1
        var isDecade = false
        for word in words {
            if word == "+" || word == "plus" {
                guard digits.isEmpty else { throw .noNumber }
                isInternational = true
            } else if word.utf8.allSatisfy(isDigit) {
                digits += String(repeating: word, count: times)
                (times, isDecade) = (1, false)
            } else if let value = ones[word] {
                if isDecade, value > 0 {
                    // "Fifty five": the nought of fifty was written already.
                    digits = digits.dropLast() + String(value)
                } else {
                    digits += String(repeating: String(value), count: times)
                }
                (times, isDecade) = (1, false)
            } else if let value = teens[word] {
                digits += String(value)
                (times, isDecade) = (1, false)
            } else if let value = decades[word] {
                digits += String(value)
                (times, isDecade) = (1, true)
            } else if word == "hundred", !digits.isEmpty {
                digits += "00"
            } else if word == "thousand", !digits.isEmpty {
                digits += "000"
            } else if let repeats = repeats[word] {
                times = repeats
            } else if extensions.contains(word) {
                throw .hasExtension
            } else if !fillers.contains(word) {
                throw .noNumber
            }
        }
        guard !digits.isEmpty else { throw .noNumber }
        return (digits, isInternational)
    }

    /// Splits a text into runs of letters and runs of digits, in lower case. Marks that numbers are written with are
    /// dropped; any other mark is a word of its own.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasDigit = false
        func isMark(_ scalar: Unicode.Scalar) -> Bool {
            " -()./,:;\t\n'".unicodeScalars.contains(scalar)
        }
        for scalar in FoldedText.ascii(text).lowercased().unicodeScalars {
            let digit = scalar.isASCII && isDigit(UInt8(scalar.value))
            let isPart = digit || scalar.properties.isAlphabetic
            if !word.isEmpty, !isPart || digit != wasDigit {
                words.append(word)
                word = ""
            }
            wasDigit = digit
            if isPart {
                word.unicodeScalars.append(scalar)
            } else if !isMark(scalar) {
                words.append(String(scalar))
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let ones = [
        "zero": 0, "oh": 0, "o": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
        "seven": 7, "eight": 8, "nine": 9, "niner": 9,
        "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
        "nueve": 9,
    ]
    private static let teens = [
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19,
    ]
    private static let decades = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
    private static let repeats = ["double": 2, "triple": 3]
    private static let extensions: Set<String> = ["x", "ext", "extension", "extn", "#"]
    /// Words that people say around a number.
    private static let fillers: Set<String> = [
        "my", "number", "is", "it", "s", "its", "the", "area", "code", "and", "then", "at", "on", "call", "me", "um",
        "uh", "dash", "hyphen", "dot", "tel", "phone", "cell", "mobile", "please", "that",
    ]
}
