/// Which telephone numbers can exist, and which of them must never be called.
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

    /// Checks the digits of any other number, with its country code (ITU-T E.164: 15 digits at most).
    /// - Throws: `PhoneNumber.Refusal`.
    static func checkForeign(_ digits: String) throws(PhoneNumber.Refusal) {
        let count = digits.utf8.count
        guard let code = countryCode(of: digits) else { throw count <= 6 ? .shortCode : .impossible }
        let national = String(digits.dropFirst(code.utf8.count))
        let significant = national.hasPrefix("0") && code != "39" ? String(national.dropFirst()) : national
        if emergency.contains(national) || emergency.contains(significant) { throw .emergency }
        if count <= 6 { throw .shortCode }
        guard count <= 15 else { throw .incomplete(digits: count) }
        // Satellites, networks that belong to no country, and 979, the international premium rate.
        if ["870", "878", "881", "882", "883", "979", "808"].contains(code) { throw .premium }
        if (premium[code] ?? []).contains(where: significant.hasPrefix) { throw .premium }
        // A trunk prefix has no place after a country code; only Italy's numbers begin with 0.
        guard significant == national else { throw .impossible }
    }

    /// The country code that the digits begin with; nil if it is not an assigned one (ITU-T E.164, list of codes).
    private static func countryCode(of digits: String) -> String? {
        for length in 1...3 {
            let code = String(digits.prefix(length))
            if codes.contains(code) { return code }
        }
        return nil
    }

    private static let codes: Set<String> = {
        let text = """
            1 7 20 211 212 213 216 218 27 290 291 297 298 299 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54
            55 56 57 58 60 61 62 63 64 65 66 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690
            691 692 800 808 81 82 84 850 852 853 855 856 86 870 878 880 881 882 883 886 888 90 91 92 93 94 95 960 961 962
            963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 98 992 993 994 995 996 998
            """
        let ranges = [
            220...269, 350...359, 370...378, 380...383, 385...387, 389...389, 420...421, 423...423, 500...509,
        ]
        let listed = text.split(whereSeparator: \.isWhitespace).map(String.init)
        return Set(listed + (ranges + [590...599]).joined().map(String.init))
    }()

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
