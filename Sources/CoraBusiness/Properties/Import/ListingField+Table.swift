// What columns are called in the files that people have: exports of MLSs (RESO Data Dictionary 2.0), portals, CRMs and
// spreadsheets. A name is written here without its case, blanks, signs and accents: `List Price ($)` is `listprice`.
// The first of a line that a file has stands; the others are passed over.
extension ListingField {
    /// The names of every field, the best first.
    static let names: [(field: ListingField, names: [String])] = [
        (
            .id,
            [
                "id", "listingid", "mlsnumber", "mlsno", "mls", "mlsid", "mlslistingid", "mlslistingnumber",
                "listingnumber", "listingno", "listingreference", "listingref", "reference", "referencenumber",
                "referenceno", "refno", "refnumber", "ref", "refid", "propertyid", "propertyreference", "propertyref",
                "externalid", "listingkey", "listingkeynumeric", "sku", "referencia",
            ]
        ),
        (.tenant, ["tenant", "tenantid"]),
        (
            .address,
            [
                "address", "unparsedaddress", "fulladdress", "streetaddress", "propertyaddress", "listingaddress",
                "siteaddress", "address1", "addressline1", "addr", "street", "streetandnumber", "direccion",
            ]
        ),
        (.streetNumber, ["streetnumber", "streetno", "housenumber", "houseno", "streetnumbernumeric"]),
        (.streetDirection, ["streetdirection", "streetdirprefix", "streetdir", "predirection", "dirprefix"]),
        (.streetName, ["streetname"]),
        (.streetSuffix, ["streetsuffix", "streettype", "suffix"]),
        (
            .unit,
            [
                "unit", "unitnumber", "unitno", "apt", "aptnumber", "aptno", "apartment", "apartmentnumber", "suite",
                "address2", "addressline2",
            ]
        ),
        (
            .city,
            [
                "city", "cityname", "propertycity", "town", "towncity", "citytown", "postalcity", "municipality",
                "locality", "ciudad",
            ]
        ),
        (
            .state,
            ["state", "stateorprovince", "stateprovince", "statecode", "st", "province", "propertystate", "estado"]
        ),
        (
            .postalCode,
            [
                "postalcode", "zip", "zipcode", "zippostalcode", "zippostcode", "postcode", "zip5", "postal",
                "propertyzip", "codigopostal",
            ]
        ),
        (
            .district,
            [
                "district", "neighborhood", "neighbourhood", "districtneighborhood", "districtneighbourhood",
                "neighborhoodname", "community", "suburb", "subdivision", "subdivisionname", "mlsareamajor",
                "mlsareaminor", "barrio", "colonia",
            ]
        ),
        (.county, ["county", "countyname", "countyorparish", "countyparish", "parish", "condado"]),
        (.latitude, ["latitude", "lat", "geolat", "gpslat", "gpslatitude", "latitud"]),
        (
            .longitude,
            ["longitude", "long", "lng", "lon", "geolng", "geolon", "geolong", "gpslong", "gpslongitude", "longitud"]
        ),
        (
            .price,
            [
                "listprice", "currentlistprice", "price", "askingprice", "listingprice", "currentprice", "priceusd",
                "listpriceusd", "ask", "precio",
            ]
        ),
        (
            .beds,
            [
                "beds", "bedrooms", "bedroomstotal", "totalbedrooms", "totalbeds", "bedstotal", "br", "brs", "bd",
                "bds", "bdrms", "bdrm", "bed", "bedroom", "numberofbedrooms", "noofbedrooms", "numbedrooms", "numbeds",
                "bedroomscount", "bedroomcount", "bedscount", "recamaras", "habitaciones", "dormitorios",
            ]
        ),
        (
            .baths,
            [
                "baths", "bathrooms", "bathroomstotaldecimal", "totalbaths", "totalbathrooms", "bathstotal",
                "bathroomstotal", "bath", "bathroom", "ba", "bas", "numberofbathrooms", "noofbathrooms", "numbathrooms",
                "numbaths", "bathroomscount", "bathroomcount", "bathscount", "bathroomstotalinteger", "banos",
            ]
        ),
        (
            .fullBaths,
            ["fullbaths", "bathroomsfull", "bathsfull", "fullbathrooms", "fullbath", "numberoffullbaths", "bathfull"]
        ),
        (
            .halfBaths,
            ["halfbaths", "bathroomshalf", "bathshalf", "halfbathrooms", "halfbath", "numberofhalfbaths", "bathhalf"]
        ),
        (
            .squareFeet,
            [
                "squarefeet", "sqft", "livingarea", "livingareasqft", "sqftliving", "livingsqft", "squarefootage",
                "sqfeet", "squareft", "sf", "heatedsqft", "finishedsqft", "interiorsqft", "approxsqft",
                "approxsquarefeet",
                "sqfttotal", "totalsqft", "totalsquarefeet", "buildingareatotal", "buildingsqft", "areasqft",
            ]
        ),
        (
            .yearBuilt,
            ["yearbuilt", "yrbuilt", "builtyear", "built", "year", "builtin", "constructionyear", "yearofconstruction"]
        ),
        (
            .kind,
            [
                "kind", "propertysubtype", "hometype", "subtype", "propertytype", "propertykind", "type", "typeofhome",
                "proptype", "tipo",
            ]
        ),
        (
            .status,
            ["status", "standardstatus", "mlsstatus", "listingstatus", "propertystatus", "currentstatus", "salestatus"]
        ),
        (
            .features,
            [
                "features", "amenities", "highlights", "keyfeatures", "propertyfeatures", "interiorfeatures",
                "exteriorfeatures", "communityfeatures", "poolfeatures", "lotfeatures", "tags", "caracteristicas",
            ]
        ),
        (
            .description,
            [
                "description", "publicremarks", "remarks", "marketingremarks", "propertydescription",
                "listingdescription", "publiccomments", "longdescription", "fulldescription", "descripcion",
            ]
        ),
        (
            .listed,
            [
                "listed", "listdate", "listingdate", "datelisted", "listedon", "listeddate", "listingcontractdate",
                "onmarketdate", "dateonmarket",
            ]
        ),
    ]
}
