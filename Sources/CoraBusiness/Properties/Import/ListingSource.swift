/// Where listings come from, a part at a time.
protocol ListingSource {
    /// The columns of the table that it says something about. Of the others a known listing keeps what it has.
    var columns: Set<ListingColumn> { get }
    /// How many listings were read so far, those with problems among them.
    var count: Int { get }
    /// How many of those have problems.
    var faulty: Int { get }
    /// How much was read so far, and how much there is, in bytes.
    var progress: (done: Int, of: Int) { get }

    /// Reads at most so many listings further.
    /// - Returns: the sound ones of them; nil at the end.
    mutating func next(_ most: Int) -> [PropertyListing]?
}

extension ListingFile: ListingSource {
    var columns: Set<ListingColumn> { header.columns }
    var faulty: Int { problems.listings }
    var progress: (done: Int, of: Int) { (offset, size) }
}

/// Listings that are there already, each id once.
struct ListedListings: ListingSource {
    private let listings: [PropertyListing]
    private(set) var count = 0

    init(_ listings: [PropertyListing]) {
        self.listings = listings
    }

    var columns: Set<ListingColumn> { Set(ListingColumn.allCases) }
    var faulty: Int { 0 }
    var progress: (done: Int, of: Int) { (count, listings.count) }

    mutating func next(_ most: Int) -> [PropertyListing]? {
        let part = listings[count...].prefix(most)
        count += part.count
        return part.isEmpty ? nil : Array(part)
    }
}
