import CoraBusiness
import Testing

struct ListingHeaderTests {
    @Test(arguments: [
        // RESO Data Dictionary names.
        ("ListingId", ListingField.id), ("UnparsedAddress", .address), ("StreetNumber", .streetNumber),
        ("StreetDirPrefix", .streetDirection), ("StreetName", .streetName), ("StreetSuffix", .streetSuffix),
        ("UnitNumber", .unit), ("City", .city), ("StateOrProvince", .state), ("PostalCode", .postalCode),
        ("SubdivisionName", .district), ("CountyOrParish", .county), ("Latitude", .latitude), ("ListPrice", .price),
        ("BedroomsTotal", .beds), ("BathroomsTotalDecimal", .baths), ("BathroomsFull", .fullBaths),
        ("BathroomsHalf", .halfBaths), ("LivingArea", .squareFeet), ("YearBuilt", .yearBuilt),
        ("PropertySubType", .kind), ("StandardStatus", .status), ("InteriorFeatures", .features),
        ("PublicRemarks", .description), ("ListingContractDate", .listed),
        // MLS exports, portals, CRMs, spreadsheets.
        ("MLS #", .id), ("MLS Number", .id), ("Ref.", .id), ("listing_id", .id), ("Property ID", .id),
        ("Street Address", .address), ("address", .address), ("ADDRESS LINE 1", .address), ("Street", .address),
        ("House No.", .streetNumber), ("Apt #", .unit), ("Town/City", .city), ("ST", .state), ("Zip Code", .postalCode),
        ("ZIP/Postal Code", .postalCode), ("Neighbourhood", .district), ("neighborhood", .district),
        ("County", .county), ("Lat", .latitude), ("price ($)", .price), ("List-Price", .price),
        ("Asking Price", .price),
        ("# Beds", .beds), ("BR", .beds), ("Bed rooms", .beds), ("Total Baths", .baths), ("BA", .baths),
        ("Full Baths", .fullBaths), ("Sq. Ft.", .squareFeet), ("SqFt", .squareFeet),
        ("Living Area (sq ft)", .squareFeet),
        ("Yr Built", .yearBuilt), ("Property Type", .kind), ("Status", .status), ("Amenities", .features),
        ("Remarks", .description), ("List Date", .listed), ("Dirección", .address), ("Recámaras", .beds),
    ])
    func `names of columns are known in the ways files write them`(name: String, field: ListingField) {
        #expect(ListingHeader([name, "Longitude"], isStrict: false).taken.first?.field == field)
    }

    @Test func `every field has a name of its own, and no name two fields`() {
        for field in ListingField.allCases {
            let other = field == .latitude ? "longitude" : "latitude"
            #expect(ListingHeader([field.rawValue, other], isStrict: false).taken.first?.field == field)
        }
    }

    @Test func `of several columns the better name is taken, and the other is said to be passed over`() {
        let header = ListingHeader(["Price", "List Price", "Agent", "Interior Features", "Features"], isStrict: false)
        #expect(header.taken.map(\.name) == ["List Price", "Interior Features", "Features"])
        #expect(header.ignored.map(\.name) == ["Price", "Agent"])
        #expect(header.ignored.map(\.reason) == ["“List Price” is taken for the price", nil])
        #expect(header.problems.isEmpty)
    }

    @Test func `two columns of one name are a problem`() {
        #expect(
            ListingHeader(["City", "Price", "City"], isStrict: false).problems == [
                "columns 1 and 3 (“City”) both name the city; one of them has to go or be renamed"
            ])
        #expect(
            ListingHeader(["price", "PRICE"], isStrict: false).problems == [
                "“price” and “PRICE” both name the price; one of them has to go or be renamed"
            ])
    }

    @Test func `half a point on the map is passed over`() {
        let header = ListingHeader(["Lat", "City"], isStrict: false)
        #expect(header.taken.map(\.field) == [.city])
        #expect(header.ignored.map(\.reason) == ["there is no longitude"])
    }

    @Test func `everything that is missing is named at once, with what is nearly it`() {
        #expect(
            ListingHeader(["Adress", "City", "Bedroms", "Agent"]).problems == [
                "no column for the address (such as Address, Street Address); “Adress” is nearly one",
                "no column for the price (such as List Price, Price)",
                "no column for the bedrooms (such as Beds, Bedrooms, BR); “Bedroms” is nearly one",
                "no column for the baths (such as Baths, Bathrooms)",
            ])
        #expect(ListingHeader(["Street Name", "City", "Price", "Beds", "Full Baths"]).problems.isEmpty)
    }
}
