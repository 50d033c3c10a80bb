package import CoraPostgres

extension PropertySearch {
    /// Where a listing has to lie. Names are compared without regard to case.
    package enum Place: Sendable, Equatable {
        /// A city.
        case city(String)
        /// A ZIP code.
        case postalCode(String)
        /// A part of a city, in whatever city it is.
        case district(String)
        /// A county.
        case county(String)
        /// A piece of the map, in degrees north and degrees east. `name` is the place that it goes by, for answers.
        case area(name: String, latitude: ClosedRange<Double>, longitude: ClosedRange<Double>)

        /// The place's name.
        package var name: String {
            switch self {
            case .city(let name), .postalCode(let name), .district(let name), .county(let name),
                .area(let name, _, _):
                name
            }
        }

        /// Whether it is a part of a city.
        package var isDistrict: Bool { if case .district = self { true } else { false } }
    }

    /// The places in which a tenant has listings, each list at most a thousand names long.
    package struct PlaceNames: Sendable, Equatable {
        /// The cities.
        package var cities: [String]
        /// The parts of cities.
        package var districts: [String]
        /// The counties.
        package var counties: [String]

        package init(cities: [String] = [], districts: [String] = [], counties: [String] = []) {
            self.cities = cities
            self.districts = districts
            self.counties = counties
        }
    }

    /// The places in which the tenant has listings. Each takes one step in an index.
    /// - Throws: `PostgresError`.
    package func places(of tenant: String) async throws(PostgresError) -> PlaceNames {
        let result = try await pool.query(Self.placeNames, [.text(tenant)], timeout: patience, deadline: patience)
        var names = PlaceNames()
        for row in result.rows {
            let name: String = try row.value("name")
            switch row["kind"] {
            case "city": names.cities.append(name)
            case "district": names.districts.append(name)
            default: names.counties.append(name)
            }
        }
        return names
    }

    /// Whether the tenant has a listing in a place.
    /// - Throws: `PostgresError`.
    package func exists(_ place: Place, of tenant: String) async throws(PostgresError) -> Bool {
        let result = try await pool.query(
            "SELECT 1 FROM properties WHERE tenant_id = $1 AND status = 'active' AND \(Self.condition(place, from: 2)) LIMIT 1",
            [.text(tenant)] + Self.parameters(place), timeout: patience, deadline: patience)
        return result.count > 0
    }

    /// How far a place's listings lie, in degrees.
    package struct Extent: Sendable, Equatable {
        /// From the southernmost to the northernmost.
        package var latitude: ClosedRange<Double>
        /// From the westernmost to the easternmost.
        package var longitude: ClosedRange<Double>
        /// The middle of them, which single ones far out move little.
        package var middle: (latitude: Double, longitude: Double) { (middleLatitude, middleLongitude) }
        private var middleLatitude: Double
        private var middleLongitude: Double

        package init(
            latitude: ClosedRange<Double>, longitude: ClosedRange<Double>,
            middle: (latitude: Double, longitude: Double)
        ) {
            self.latitude = latitude
            self.longitude = longitude
            (middleLatitude, middleLongitude) = middle
        }
    }

    /// How far a place's listings lie; nil if none of them says where on the map it lies. It is computed from 500 of them.
    /// - Throws: `PostgresError`.
    package func extent(of place: Place, of tenant: String) async throws(PostgresError) -> Extent? {
        let result = try await pool.query(
            """
            SELECT avg(latitude) AS latitude, avg(longitude) AS longitude, min(latitude) AS south, max(latitude) AS north,
              min(longitude) AS west, max(longitude) AS east
            FROM (
              SELECT latitude, longitude FROM properties
              WHERE tenant_id = $1 AND status = 'active' AND latitude IS NOT NULL AND \(Self.condition(place, from: 2))
              LIMIT 500) AS sample
            """, [.text(tenant)] + Self.parameters(place), timeout: patience, deadline: patience)
        guard let row = result.first, let latitude: Double = try row.optional("latitude"),
            let longitude: Double = try row.optional("longitude")
        else { return nil }
        let (south, north): (Double, Double) = (try row.value("south"), try row.value("north"))
        let (west, east): (Double, Double) = (try row.value("west"), try row.value("east"))
        return Extent(
            latitude: south...max(south, north), longitude: west...max(west, east), middle: (latitude, longitude))
    }

    /// The SQL condition for a place, whose parameters begin with that number.
    static func condition(_ place: Place?, from number: Int) -> String {
        switch place {
        case nil: "true"
        case .city: "lower(city) = lower($\(number))"
        case .postalCode: "postal_code = $\(number)"
        case .district: "district IS NOT NULL AND lower(district) = lower($\(number))"
        case .county: "county IS NOT NULL AND lower(county) = lower($\(number))"
        case .area:
            "latitude BETWEEN $\(number) AND $\(number + 1) AND longitude BETWEEN $\(number + 2) AND $\(number + 3)"
        }
    }

    /// The parameters of ``condition(_:from:)``.
    static func parameters(_ place: Place?) -> [PostgresValue] {
        switch place {
        case nil: []
        case .city(let name), .postalCode(let name), .district(let name), .county(let name): [.text(name)]
        case .area(_, let latitude, let longitude):
            [latitude.lowerBound, latitude.upperBound, longitude.lowerBound, longitude.upperBound].map {
                PostgresValue.double($0)
            }
        }
    }

    private static let placeNames = ["city", "district", "county"].map { column in
        "SELECT '\(column)' AS kind, name FROM (\(names(column))) AS names"
    }.joined(separator: "\nUNION ALL\n")

    /// A loose index scan: each step looks up the next name after the one before.
    private static func names(_ column: String) -> String {
        let listed = "FROM properties WHERE tenant_id = $1 AND status = 'active' AND \(column) IS NOT NULL"
        return """
            WITH RECURSIVE step (name) AS (
              (SELECT lower(\(column)) \(listed) ORDER BY lower(\(column)) LIMIT 1)
              UNION ALL
              SELECT (SELECT lower(\(column)) \(listed) AND lower(\(column)) > step.name
                      ORDER BY lower(\(column)) LIMIT 1)
              FROM step WHERE step.name IS NOT NULL
            )
            SELECT (SELECT \(column) \(listed) AND lower(\(column)) = step.name LIMIT 1) AS name
            FROM step WHERE step.name IS NOT NULL LIMIT 1000
            """
    }
}
