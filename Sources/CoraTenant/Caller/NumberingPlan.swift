/// Which telephone numbers can exist, and which of them must never be called.
///
/// What it knows: the shape of North America's numbers; every country code that is assigned; for some 130 of them how
/// long numbers are and whether a trunk zero is written; emergency numbers; premium rates of the larger plans. What it
/// does not know: which area codes and number ranges are in use, which numbers are mobile ones, how a country groups
/// digits, trunk prefixes other than nought (Russia's 8, Hungary's 06), and anything that a regulator changed lately. So
/// a number that passes may still reach no telephone; it is read back to the caller before it is used.
///
/// libphonenumber knows all of that, and is not used: it would have to come from the system's packages with a C++
/// runtime and protobuf behind a C shim, for an answer that may refuse nothing on its own, since Debian's metadata is of
/// 2022 and area codes are opened every year. What a call needs of it is a digit too few or too many, and this finds
/// that.
enum NumberingPlan {
    /// Emergency numbers of any country: ITU-T E.161.1 (112, 911), and the national ones in use; 988 is North America's
    /// crisis line.
    static let emergency: Set<String> = [
        "911", "112", "999", "000", "08", "061", "066", "100", "101", "102", "103", "104", "108", "110", "111", "113",
        "115", "117", "118", "119", "120", "122", "190", "191", "192", "193", "988", "933", "1122", "9911", "911911",
        "112112", "999999",
    ]

    /// Checks ten digits of the North American plan (NANPA): NXX-NXX-XXXX, N from 2 to 9.
    /// - Throws: `PhoneNumber.Refusal`.
    static func checkNorthAmerican(_ digits: String) throws(PhoneNumber.Refusal) {
        let d = digits.utf8.map { Int($0) - 0x30 }
        if d.count <= 6 { throw .shortCode }
        guard d.count == 10 else { throw .incomplete(digits: d.count) }
        let (area, exchange) = (digits.prefix(3), digits.dropFirst(3).prefix(3))
        // 900 is sold by the minute; 976 is an exchange of such numbers in every area code.
        if area == "900" || area == "976" || exchange == "976" { throw .premium }
        // 555-1212 is directory assistance, which charges.
        if exchange == "555", digits.hasSuffix("1212") { throw .premium }
        guard d[0] >= 2, d[3] >= 2, d[1] != 9 else { throw .impossible }
        // N11 is a service code, never an area or an exchange.
        guard !area.hasSuffix("11"), !exchange.hasSuffix("11") else { throw .impossible }
        // No number is ten times the same digit.
        guard Set(d).count > 1 else { throw .impossible }
    }

    /// Checks the digits of any other number, which begin with its country code.
    /// - Returns: the digits without a trunk zero: `442079460018` for `+44 (0)20 7946 0018`.
    /// - Throws: `PhoneNumber.Refusal`.
    static func checkForeign(_ digits: String) throws(PhoneNumber.Refusal) -> String {
        let count = digits.utf8.count
        guard let country = CountryCode.of(digits) else { throw count <= 6 ? .shortCode : .impossible }
        let code = country.digits
        let national = String(digits.dropFirst(code.utf8.count))
        let significant = national.hasPrefix("0") && !country.keepsZero ? String(national.dropFirst()) : national
        if emergency.contains(national) || emergency.contains(significant) { throw .emergency }
        if count <= 6 { throw .shortCode }
        // Satellites, networks that belong to no country, and 979, the international premium rate.
        if ["870", "878", "881", "882", "883", "979", "808"].contains(code) { throw .premium }
        if (premium[code] ?? []).contains(where: significant.hasPrefix) { throw .premium }
        guard significant == national || country.hasTrunkZero && !significant.hasPrefix("0") else { throw .impossible }
        guard country.lengths.contains(significant.utf8.count), count <= 15 + (significant == national ? 0 : 1) else {
            throw .incomplete(digits: count)
        }
        // A nought that is dropped does not count.
        guard code.utf8.count + significant.utf8.count >= E164.digits.lowerBound else { throw .shortCode }
        return code + significant
    }

    /// How premium-rate national numbers begin, by country code (each regulator's plan).
    private static let premium: [String: [String]] = [
        "30": ["90"], "31": ["90"], "32": ["90", "70"], "33": ["81", "82", "89"], "34": ["803", "806", "807", "905"],
        "351": ["60", "76"], "352": ["90"], "353": ["15"], "358": ["600", "700"], "36": ["90"],
        "39": ["144", "166", "178", "199", "89"], "40": ["90"], "41": ["90"], "420": ["90", "97"], "43": ["90", "93"],
        "44": ["70", "871", "872", "873", "9"], "45": ["90"], "46": ["900", "939", "944"], "47": ["82"],
        "48": ["70"], "49": ["137", "180", "190", "900"], "52": ["900"], "54": ["600"], "55": ["300", "900"],
        "56": ["600", "700"], "57": ["901"], "61": ["19"], "64": ["900"], "65": ["1900"], "7": ["803", "809"],
        "81": ["990"], "82": ["60"], "86": ["168"], "90": ["900"], "91": ["190"], "972": ["190"],
    ]
}
