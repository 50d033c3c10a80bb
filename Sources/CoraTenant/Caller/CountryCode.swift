/// A country code, and what is known of the numbers behind it.
struct CountryCode: Sendable, Equatable {
    /// The code's digits: `44`.
    var digits: String
    /// How many digits its numbers have, without the code and without a trunk zero.
    var lengths: ClosedRange<Int>
    /// Whether people write a nought before the number inside the country, which has no place after the code:
    /// `+44 (0)20 …`.
    var hasTrunkZero: Bool
    /// Whether numbers themselves may begin with a nought, as in Italy.
    var keepsZero: Bool

    /// The code that the digits begin with; nil if no assigned one does.
    static func of(_ digits: String) -> CountryCode? {
        for length in 1...3 {
            let code = String(digits.prefix(length))
            if let known = known[code] { return known }
            if assigned.contains(code) {
                return CountryCode(digits: code, lengths: 4...14, hasTrunkZero: false, keepsZero: false)
            }
        }
        return nil
    }

    /// All assigned codes (ITU-T E.164, list of codes).
    private static let assigned: Set<String> = {
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

    private static let known: [String: CountryCode] = {
        var known: [String: CountryCode] = [:]
        for entry in table.split(whereSeparator: \.isWhitespace) {
            let parts = entry.split(separator: ":")
            let lengths = parts.dropFirst().first?.split(separator: "-").compactMap { Int($0) } ?? []
            guard let code = parts.first, let first = lengths.first, let last = lengths.last, first <= last else {
                continue
            }
            let mark = parts.count > 2 ? parts[2] : ""
            known[String(code)] = CountryCode(
                digits: String(code), lengths: first...last, hasTrunkZero: mark == "trunk", keepsZero: mark == "zero")
        }
        return known
    }()

    /// Code, lengths, and `trunk` or `zero`. The lengths are those of the plans that the ITU publishes (ITU-T E.129),
    /// from the shortest subscriber's number to the longest, so rather wide: this is to find a digit too few, not to
    /// judge whether a number is in use.
    private static let table = """
        7:10 20:8-10:trunk 27:9:trunk 30:10 31:9-11:trunk 32:8-9:trunk 33:9:trunk 34:9 36:8-9 39:6-11:zero 40:9:trunk
        41:9-12:trunk 43:4-13:trunk 44:9-10:trunk 45:8 46:7-10:trunk 47:5-8 48:9 49:5-13:trunk 51:8-9:trunk 52:10-11
        53:6-8:trunk 54:10-11:trunk 55:10-11:trunk 56:9 57:8-10 58:10:trunk 60:8-10:trunk 61:9-10:trunk 62:7-12:trunk
        63:8-10:trunk 64:8-10:trunk 65:8 66:8-9:trunk 81:9-10:trunk 82:8-11:trunk 84:9-10:trunk 86:9-11:trunk
        90:10:trunk 91:10:trunk 92:9-10:trunk 93:9:trunk 94:9:trunk 95:7-10:trunk 98:10:trunk
        212:9:trunk 213:8-9:trunk 216:8 218:8-9:trunk 221:9 225:10:zero 229:8-10:zero 233:9:trunk 234:7-10:trunk
        242:9:zero 249:9:trunk 250:8-9:trunk 251:9:trunk 254:7-10:trunk 255:9:trunk 256:9:trunk 260:9:trunk
        263:6-9:trunk 351:9 352:4-11 353:7-10:trunk 354:7-9 355:6-9:trunk 356:8 357:8 358:5-12:trunk 359:7-9:trunk 370:8
        371:8 372:7-8 373:8:trunk 374:8:trunk 375:9-10 376:6-9 377:8-9 378:6-10:zero 380:9:trunk 381:6-12:trunk
        382:8:trunk 383:8-9:trunk 385:8-9:trunk 386:8:trunk 387:8-9:trunk 389:8:trunk 420:9 421:9:trunk 423:7-9
        502:8 503:8 504:8 505:8 506:8 507:7-8 509:8 591:8:trunk 592:7 593:8-9:trunk 595:7-9:trunk 598:8:trunk
        852:8 853:8 855:8-9:trunk 880:8-10:trunk 886:8-9:trunk 961:7-8:trunk 962:8-9:trunk 963:8-9:trunk 964:8-10:trunk
        965:8 966:8-9:trunk 967:7-9:trunk 968:7-8 971:8-9:trunk 972:8-9:trunk 973:8 974:8 976:8:trunk 977:8-10:trunk
        992:9 994:9:trunk 995:9:trunk 996:9:trunk 998:9
        """
}
