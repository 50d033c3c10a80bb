import CoraTenant
import Foundation

/// What a listing is known by from one file to the next. Pure.
enum ListingIdentity {
    /// The id of a listing without a reference: its address and city, written in one way: `500-west-2nd-street-2104-austin`.
    /// `St.` and `Street`, `Apt 4` and `#4` come to the same. Nil if there is no letter and no digit in the address.
    static func id(address: String, city: String) -> String? {
        let street = words(address)
        guard !street.isEmpty else { return nil }
        return (street + words(city)).joined(separator: "-")
    }

    /// The address in one line, from the parts that a file may have it in.
    static func address(
        _ whole: String?, number: String?, direction: String?, name: String?, suffix: String?, unit: String?
    ) -> String? {
        var address = whole ?? [direction, name, suffix].compactMap { $0 }.joined(separator: " ")
        if let number, !address.isEmpty, address.first?.isNumber != true { address = number + " " + address }
        guard !address.isEmpty else { return nil }
        guard let unit, !words(unit).isEmpty, !words(address).suffix(words(unit).count).elementsEqual(words(unit))
        else {
            return address
        }
        return address + (unit.first?.isNumber == true ? " #" + unit : " " + unit)
    }

    private static func words(_ text: String) -> [String] {
        FoldedText.ascii(text).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
            .split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { !designators.contains($0) }.map { spelt[$0] ?? $0 }
    }

    /// Words before a unit's number.
    private static let designators: Set<String> = ["apt", "apartment", "unit", "suite", "ste", "no"]

    /// Abbreviations in addresses (USPS Publication 28, appendix C1), and directions.
    private static let spelt: [String: String] = [
        "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "rd": "road", "dr": "drive", "ln": "lane",
        "ct": "court", "blvd": "boulevard", "pl": "place", "pkwy": "parkway", "cir": "circle", "ter": "terrace",
        "terr": "terrace", "hwy": "highway", "sq": "square", "trl": "trail", "cv": "cove", "xing": "crossing",
        "aly": "alley", "bnd": "bend", "holw": "hollow", "lndg": "landing", "mdws": "meadows", "pt": "point",
        "rdg": "ridge", "vw": "view", "wy": "way", "n": "north", "s": "south", "e": "east", "w": "west",
        "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest", "mt": "mount", "ft": "fort",
    ]
}
