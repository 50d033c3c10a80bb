import CoraBusiness
import Testing

/// Files as people have them: what is taken from a cell, and what is said about one that cannot be taken.
struct ListingFileTests {
    private static func read(_ text: String, keeping kept: Int = 20) throws -> ([PropertyListing], ListingProblems) {
        try read(Array(text.utf8), keeping: kept)
    }

    private static func read(_ bytes: [UInt8], keeping kept: Int = 20) throws -> ([PropertyListing], ListingProblems) {
        var file = try ListingFile(bytes, keeping: kept)
        var listings: [PropertyListing] = []
        while let more = file.next(3) { listings += more }
        #expect(file.offset == bytes.count)
        return (listings, file.problems)
    }

    /// One listing of which one column says this.
    private static func one(_ name: String, _ cell: String) throws -> (PropertyListing?, [String]) {
        var columns = [
            ("Ref", "A1"), ("Address", "12 Elm St"), ("City", "Austin"), ("Price", "1"), ("Beds", "3"), ("Baths", "2"),
        ]
        if let place = columns.firstIndex(where: { $0.0 == name }) {
            columns[place].1 = cell
        } else {
            columns.append((name, cell))
            if name == "Latitude" { columns.append(("Longitude", "-97.7")) }
        }
        let quoted = "\"" + cell.replacing("\"", with: "\"\"") + "\""
        let row = columns.map { $0.1 == cell ? quoted : $0.1 }.joined(separator: ",")
        let (listings, problems) = try read(columns.map(\.0).joined(separator: ",") + "\n" + row + "\n")
        return (listings.first, problems.kept.map(\.text))
    }

    @Test func `an export with everything in it`() throws {
        let (listings, problems) = try Self.read(
            """
            MLS #;Status;List Price;Street Number;Street Name;Street Suffix;Unit;Town;ST;Zip;Neighborhood;County;Bedrooms;\
            Baths;Full Baths;Half Baths;SqFt;Yr Built;Type;Features;Pool Features;Remarks;List Date;Lat;Long;Agent\r
            7731;Active Under Contract;$1.250.000;500;West 2nd;Street;2104;Austin;tx;78701-1234;Downtown;Travis County;2;3;2;1;\
            "1.620";2008;Condominium;"City view, gym";Pool;"Corner; 21st floor.
            A ""view"".";10/3/2026;30,2655;-97,7489;Jo\r

            """)
        #expect(problems.kept.isEmpty)
        var wanted = PropertyListing(
            id: "7731", address: "500 West 2nd Street #2104", city: "Austin", price: 1_250_000, beds: 2, baths: 2.5,
            status: .pending, features: ["City view", "gym", "Pool"],
            description: "Corner; 21st floor.\nA \"view\".")
        (wanted.state, wanted.postalCode, wanted.district, wanted.county) = ("TX", "78701", "Downtown", "Travis")
        (wanted.squareFeet, wanted.yearBuilt, wanted.kind, wanted.listed) = (1620, 2008, "condo", "2026-10-03")
        (wanted.latitude, wanted.longitude) = (30.2655, -97.7489)
        #expect(listings == [wanted])
    }

    @Test(arguments: [
        ("489000", 489_000), ("$489,000", 489_000), ("489,000.49", 489_000), ("489K", 489_000), ("1.2M", 1_200_000),
        ("0", 0),
    ])
    func `a price`(cell: String, wanted: Int) throws { #expect(try Self.one("Price", cell).0?.price == wanted) }

    @Test(arguments: [("3", 3), ("3.0", 3), ("3 BR", 3), ("Studio", 0), ("=\"4\"", 4)])
    func `bedrooms`(cell: String, wanted: Int) throws { #expect(try Self.one("Beds", cell).0?.beds == wanted) }

    @Test(arguments: [
        ("2", 2.0), ("2.5", 2.5), ("2,5", 2.5), ("2 1/2", 2.5), ("2½", 2.5), ("1.75", 1.5), ("3.25 baths", 3),
    ])
    func `baths`(cell: String, wanted: Double) throws { #expect(try Self.one("Baths", cell).0?.baths == wanted) }

    @Test(arguments: [
        ("Active", PropertyListing.Status.active), ("For Sale", .active), ("A", .active), ("BACK ON MARKET", .active),
        ("Pending", .pending), ("Under Contract", .pending), ("Contingent", .pending), ("Closed", .sold),
        ("Sold", .sold),
        ("Expired", .withdrawn), ("off-market", .withdrawn), ("Canceled", .withdrawn), ("Coming Soon", .withdrawn),
        ("", .active),
    ])
    func `a status`(cell: String, wanted: PropertyListing.Status) throws {
        #expect(try Self.one("Status", cell).0?.status == wanted)
    }

    @Test(arguments: [
        ("78704", "78704"), ("78704-1234", "78704"), ("787041234", "78704"), ("2134", "02134"), ("=\"02134\"", "02134"),
        ("78704.0", "78704"), ("K1A 0B1", "K1A 0B1"),
    ])
    func `a ZIP code`(cell: String, wanted: String) throws {
        #expect(try Self.one("Zip", cell).0?.postalCode == wanted)
    }

    @Test(arguments: [
        ("2026-10-02", "2026-10-02"), ("2026-10-02T08:00:00Z", "2026-10-02"), ("10/2/2026", "2026-10-02"),
        ("10/02/26 00:00", "2026-10-02"),
    ])
    func `a day of listing`(cell: String, wanted: String) throws {
        #expect(try Self.one("List Date", cell).0?.listed == wanted)
    }

    @Test(arguments: [
        ("Single Family Residence", "house"), ("Condo", "condo"), ("Townhome", "townhouse"), ("Houseboat", "houseboat"),
    ])
    func `a kind of home`(cell: String, wanted: String) throws { #expect(try Self.one("Type", cell).0?.kind == wanted) }

    @Test(arguments: [
        ("Price", "call us", "2:21 (Price): found “call us”; wanted whole dollars, such as 489000"),
        ("Price", "", "2:21 (Price): found no price; wanted whole dollars, such as 489000"),
        ("Price", "-5", "2:21 (Price): found “-5”; wanted whole dollars, such as 489000"),
        ("Beds", "2.5", "2:23 (Beds): found “2.5”; wanted a whole number of bedrooms, such as 3"),
        ("Baths", "2.1", "2:25 (Baths): found “2.1”; wanted a number of baths in halves, such as 2.5"),
        ("City", " ", "2:14 (City): found no city; wanted the name of a city, such as Austin"),
        ("Address", "", "2:4 (Address): found no address; wanted street and number, such as 123 Main Street"),
        ("Status", "gone", "2:27 (Status): found “gone”; wanted one of active, pending, sold or withdrawn"),
        ("List Date", "2026-02-30", "2:27 (List Date): found “2026-02-30”; wanted a day, such as 2026-10-02"),
        ("List Date", "13/10/2026", "2:27 (List Date): found “13/10/2026”; wanted a day, such as 2026-10-02"),
        ("Latitude", "91", "2:27 (Latitude): found “91”; wanted degrees, -90 to 90"),
        ("Latitude", "", "2:27 (Latitude): found no latitude; wanted latitude and longitude together, or neither"),
        ("Year", "98", "2:27 (Year): found “98”; wanted a year, such as 1998"),
        ("SqFt", "big", "2:27 (SqFt): found “big”; wanted square feet, such as 1620"),
        (
            "County", String(repeating: "x", count: 201),
            "2:27 (County): found “\(String(repeating: "x", count: 40))…”; wanted at most 200 characters"
        ),
        ("Price", "4\u{0}", "2:23 (Price): a byte that is zero; wanted text"),
    ])
    func `what cannot be taken is said with its place, its column and what would be right`(
        name: String, cell: String, wanted: String
    ) throws {
        let (listing, problems) = try Self.one(name, cell)
        #expect(listing == nil && problems == [wanted])
    }

    @Test func `a bad row stops no other, and every problem in it is named`() throws {
        let (listings, problems) = try Self.read(
            "ref,address,city,price,beds,baths\nA,1 Elm,Austin,1,1,1\nB,2 Elm,,x,1,y\nC,3 Elm,Austin,1,1,1\nA,4 Elm,Austin,1,1,1\n"
        )
        #expect(listings.map(\.id) == ["A", "C"])
        #expect(
            problems.kept.map(\.text) == [
                "3:9 (city): found no city; wanted the name of a city, such as Austin",
                "3:10 (price): found “x”; wanted whole dollars, such as 489000",
                "3:14 (baths): found “y”; wanted a number of baths in halves, such as 2.5",
                "5:1 (ref): “A” is on line 2 already; wanted each listing once",
            ])
        #expect(problems.listings == 2 && problems.count == 4)
    }

    @Test func `the first problems are kept, the others counted`() throws {
        let rows = (1...500).map { "R\($0),\($0) Elm,Austin,?,1,1" }.joined(separator: "\n")
        let (listings, problems) = try Self.read("ref,address,city,price,beds,baths\n" + rows + "\n", keeping: 7)
        #expect(listings.isEmpty && problems.kept.count == 7 && problems.count == 500 && problems.listings == 500)
    }

    @Test func `rows are as wide as people make them`() throws {
        let header = "ref,address,city,price,beds,baths,status,remarks\n"
        let row = "A,1 Elm,Austin,1,1,1"
        // Empty cells at the end may be missing, and more of them are none; rows of nothing are no listings.
        #expect(
            try Self.read(header + row + "\n,,,,\n  ,\n" + "B,2 Elm,Austin,1,1,1,,,,,\n").0.map(\.id) == ["A", "B"])
        let (_, wide) = try Self.read(header + row + ",active,nice, quiet\n")
        #expect(
            wide.kept.map(\.text) == [
                "2:34: found 9 cells; wanted 8, as in the first line. Text with a separator in it stands in quotation marks"
            ])
        let (_, cut) = try Self.read(header + row + "\n" + "B,2 Elm,Austin,1,1,1")
        #expect(cut.kept.map(\.text) == ["3:20: the file ends in this row, after 6 of 8 cells; is it whole?"])
        #expect(try Self.read(header + row + ",active,nice").0.count == 1)
    }

    @Test func `Latin-1 spoils a row only where it is taken, and a lost quotation mark one row`() throws {
        let header = Array("ref,address,city,price,beds,baths,agent\n".utf8)
        let (listings, problems) = try Self.read(
            header + Array("A,1 Elm,Austin,1,1,1,Jos".utf8) + [0xE9, 0x0A] + Array("B,2 Pe".utf8) + [0xF1]
                + Array("a,Austin,1,1,1,\n".utf8) + Array("C,\"3 Elm,Austin,1,1,1,\nD,4 Elm,Austin,1,1,1,\n".utf8))
        #expect(listings.map(\.id) == ["A", "D"])
        #expect(
            problems.kept.map(\.text) == [
                "3:7 (address): the byte 0xF1 is not UTF-8 (in Latin-1 it would be “ñ”); save the file as “CSV UTF-8”",
                "4:3 (address): the quotation mark that opens the text is never closed",
            ])
    }

    @Test(arguments: [
        ("12 Elm St.", "12 elm street", true), ("500 W 2nd St #2104", "500 West 2nd Street, Apt. 2104", true),
        ("12 Élm Street", "12 ELM ST", true), ("12 Elm St", "14 Elm St", false),
        ("12 Elm St #1", "12 Elm St #2", false),
    ])
    func `without a reference a listing is known by its address, however it is written`(
        one: String, other: String, isSame: Bool
    ) throws {
        let ids = try [one, other].map { address in
            try Self.read("address,city,price,beds,baths\n\"\(address)\",Austin,1,1,1\n").0.map(\.id)
        }
        #expect((ids[0] == ids[1]) == isSame)
        #expect(ids[0].first?.hasSuffix("-austin") == true)
    }

    @Test func `land needs no rooms`() throws {
        let (listings, problems) = try Self.read(
            "ref,address,city,price,beds,baths,type\nA,1 Elm,Austin,1,,,Vacant Land\nB,2 Elm,Austin,1,,1,House\n")
        #expect(listings.map(\.beds) == [0] && problems.listings == 1)
    }

    @Test(arguments: [
        ("", "1:1: the file is empty; wanted a first line with the names of the columns"),
        ("[", "1:2: this is not JSON: the text ends inside a value"),
        ("[\n{},\n}]", "3:1: this is not JSON: a byte that does not belong there"),
        ("{}", #"1:1: the file has to be a list of listings: [{"id": …, "address": …}, …]"#),
    ])
    func `a file of which nothing can be read is refused`(text: String, wanted: String) {
        #expect(throws: PropertyFileError([wanted])) { try Self.read(text) }
    }

    @Test func `UTF-16 and Latin-1 in the names are refused`() {
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61]] {
            #expect(throws: PropertyFileError.self) { try Self.read(bytes) }
        }
        #expect(throws: PropertyFileError.self) { try Self.read([0xF1, 0x2C, 0x61, 0x0A]) }
    }

    private static let sound = #""id": "A", "address": "1 Elm", "city": "Austin", "price": 1, "beds": 1, "baths": 1"#

    @Test(arguments: [
        ("[7]", "1:2: found no object; wanted {\"id\": …, \"address\": …}"),
        ("[{\(sound), \"price\": \"?\"}]", "1:96 (price): found “?”; wanted whole dollars, such as 489000"),
        ("[{\(sound), \"beds\": -1}]", "1:95 (beds): found “-1”; wanted a whole number of bedrooms, such as 3"),
        (
            "[\n {\(sound),\n  \"features\": [1]}]",
            "3:15 (features): found a list of something else than texts; wanted a text or a number"
        ),
        ("[{\(sound), \"city\": {}}]", "1:95 (city): found an object; wanted a text or a number"),
        ("[{\(sound), \"city\": null}]", ""),
        ("[{\(sound)}, {\"address\": \"x\"}]", "1:88 (city): found no city; wanted the name of a city, such as Austin"),
    ])
    func `a problem in JSON has its place too`(text: String, wanted: String) throws {
        #expect(try Self.read(text).1.kept.first?.text ?? "" == wanted)
    }

    @Test func `JSON may have the list in an object, and names and values as other programs write them`() throws {
        let (listings, problems) = try Self.read(
            """
            {"@odata.context": "x", "value": [{"ListingKey": 77, "UnparsedAddress": "1 Elm", "City": "Austin", "ListPrice": 4.89e5,
              "BedroomsTotal": "3", "BathroomsTotalDecimal": 2.5, "Media": [{}], "Latitude": 30.25, "Longitude": -97.75,
              "InteriorFeatures": ["a", "b, c"]}]}
            """)
        #expect(problems.kept.isEmpty)
        #expect(listings.first?.id == "77" && listings.first?.price == 489_000 && listings.first?.beds == 3)
        #expect(listings.first?.latitude == 30.25 && listings.first?.features == ["a", "b, c"])
        #expect(try Self.read("[]").0.isEmpty)
    }
}
