import CoraTenant

/// The words that files use for how far a sale is and for kinds of homes. Pure.
enum ListingWords {
    /// How far the sale is: the MLSs' words (RESO Data Dictionary, StandardStatus and its lookups), portals' and people's;
    /// nil for a word that is not known.
    static func status(_ text: String) -> PropertyListing.Status? {
        statuses[ListingHeader.key(text)]
    }

    /// Every word of a status for the reader of a problem.
    static let statusExamples = "active, pending, sold or withdrawn"

    private static let statuses: [String: PropertyListing.Status] = {
        let table: [(PropertyListing.Status, [String])] = [
            (
                .active,
                [
                    "active", "act", "a", "forsale", "available", "new", "newlisting", "current", "onmarket",
                    "onthemarket",
                    "live", "open", "backonmarket", "pricechange", "pricechanged", "pricereduced", "extended",
                    "reactivated", "activa", "activo", "disponible", "enventa",
                ]
            ),
            (
                .pending,
                [
                    "pending", "pend", "p", "undercontract", "activeundercontract", "contingent", "activecontingent",
                    "underagreement", "underoffer", "offeraccepted", "saleagreed", "salepending", "pendingsale",
                    "option",
                    "optionpending", "pendingtakingbackups", "takingbackups", "pendiente",
                ]
            ),
            (.sold, ["sold", "s", "closed", "c", "settled", "leased", "rented", "vendida", "vendido"]),
            (
                .withdrawn,
                [
                    "withdrawn", "w", "cancelled", "canceled", "expired", "offmarket", "offthemarket", "removed",
                    "delisted",
                    "deleted", "inactive", "terminated", "suspended", "hold", "onhold", "temporarilyoffmarket",
                    "tempoffmarket", "temporarilywithdrawn", "draft", "incomplete", "retirada", "retirado",
                    // It may not be shown before it is active.
                    "comingsoon",
                ]
            ),
        ]
        return Dictionary(uniqueKeysWithValues: table.flatMap { status, words in words.map { ($0, status) } })
    }()

    /// The kind of home in the word that callers use; other kinds stay as the file has them, in lower case.
    static func kind(_ text: String) -> String {
        kinds[ListingHeader.key(text)] ?? text.lowercased()
    }

    /// Whether such a listing is land, which has no rooms.
    static func isLand(_ kind: String?) -> Bool {
        guard let kind else { return false }
        return kind.lowercased().split { !$0.isLetter }.contains { ["land", "lot", "lots", "acreage"].contains($0) }
    }

    private static let kinds: [String: String] = {
        let table: [(String, [String])] = [
            (
                "house",
                [
                    "house", "home", "singlefamily", "singlefamilyhome", "singlefamilyhouse", "singlefamilyresidence",
                    "singlefamilyresidential", "singlefamilydetached", "detached", "sfr", "sfh", "residential", "res",
                    "casa",
                ]
            ),
            ("condo", ["condo", "condos", "condominium", "condominiums", "condocoop"]),
            ("townhouse", ["townhouse", "townhouses", "townhome", "townhomes", "rowhouse", "th"]),
            ("apartment", ["apartment", "apartments", "apt", "flat", "departamento", "apartamento"]),
            (
                "land",
                [
                    "land", "lot", "lots", "lotsandland", "landlots", "lotsland", "vacantland", "unimprovedland",
                    "terreno",
                ]
            ),
            ("multi-family", ["multifamily", "multifamilyhome", "residentialincome"]),
            ("mobile home", ["mobile", "mobilehome", "manufactured", "manufacturedhome", "manufacturedonland"]),
        ]
        return Dictionary(uniqueKeysWithValues: table.flatMap { kind, words in words.map { ($0, kind) } })
    }()
}
