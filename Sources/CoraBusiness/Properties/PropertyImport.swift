package import CoraPostgres

/// Imports listings into the table that calls search.
///
/// An import is one transaction: all of it is there afterwards, or nothing, whatever breaks in between. It reads the
/// whole file into a table of its own first, and compares; only then it touches the listings, only those that changed,
/// and withdraws last. So a booking waits for an import only if its home has changed, and only while those are written.
package struct PropertyImport: Sendable {
    /// What is to be done.
    package struct Plan: Sendable, Equatable {
        /// The tenant whose listings they are.
        package var tenant: String
        /// Whether the file has all of the tenant's listings: those that are not in it are withdrawn.
        package var isComplete: Bool
        /// Whether more than half of the listings may be withdrawn.
        package var maySweep: Bool
        /// Whether it is only found out what would change.
        package var isRehearsal: Bool

        package init(tenant: String, isComplete: Bool = false, maySweep: Bool = false, isRehearsal: Bool = false) {
            self.tenant = tenant
            self.isComplete = isComplete
            self.maySweep = maySweep
            self.isRehearsal = isRehearsal
        }
    }

    /// What an import changed.
    package struct Figures: Sendable, Equatable {
        /// Listings that were not there before.
        package var added = 0
        /// Listings that were there and have changed.
        package var changed = 0
        /// Listings that were there already, word for word; their rows are not written.
        package var unchanged = 0
        /// Listings that the file no longer has.
        package var withdrawn = 0
        /// Listings of other tenants, which were passed over.
        package var others = 0
        /// Whether listings should have been withdrawn and were not, because of problems in the file.
        package var isHeldBack = false

        package init(added: Int = 0, changed: Int = 0, unchanged: Int = 0, withdrawn: Int = 0, others: Int = 0) {
            self.added = added
            self.changed = changed
            self.unchanged = unchanged
            self.withdrawn = withdrawn
            self.others = others
        }
    }

    /// How far an import is.
    package enum Progress: Sendable, Equatable {
        /// So many listings were read, and so many bytes of so many.
        case reading(listings: Int, bytes: Int, of: Int)
        /// So many listings were written, of so many that are new or changed.
        case writing(Int, of: Int)
    }

    /// How many listings are read or written at a time.
    private static let step = 2_000

    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Adds a tenant's listings, or brings them up to date. Importing again changes nothing.
    /// - Parameter listings: as `PropertyListing.read` returns them, each id once.
    /// - Throws: `PropertyImportError`; then nothing was changed.
    package func run(
        _ listings: [PropertyListing], for tenant: String
    ) async throws(PropertyImportError) -> Figures {
        guard !listings.isEmpty else { return Figures() }
        var source = ListedListings(listings)
        return try await run(source: &source, Plan(tenant: tenant)) { _ in }
    }

    /// Adds a file's listings, or brings them up to date; withdraws the others if the file has all of them and none of
    /// its listings has a problem. A listing with problems is left as it is. Nothing is deleted: a showing may be booked
    /// for a listing that the file no longer has.
    /// - Parameters:
    ///   - file: at its beginning; afterwards it knows its problems, also if this throws.
    ///   - progress: called in the caller's isolation, some times a second.
    /// - Throws: `PropertyImportError`; then nothing was changed.
    package func run(
        _ file: inout ListingFile, _ plan: Plan, progress: (Progress) -> Void
    ) async throws(PropertyImportError) -> Figures {
        try await run(source: &file, plan, progress: progress)
    }

    private func run(
        source: inout some ListingSource, _ plan: Plan, progress: (Progress) -> Void
    ) async throws(PropertyImportError) -> Figures {
        do {
            let figures = try await pool.withConnection { connection in
                do {
                    return try await connection.transaction { connection in
                        try await Self.merge(&source, plan, on: connection, progress: progress)
                    }
                } catch {
                    // An import that has failed holds its tenant's lock no longer when it says so.
                    _ = await connection.settle()
                    throw error
                }
            }
            await ListingMerge.tidy(pool, after: figures.added + figures.changed + figures.withdrawn)
            return figures
        } catch let rehearsed as Rehearsed {
            return rehearsed.figures
        } catch let error as PropertyImportError {
            throw error
        } catch {
            throw .postgres(error as? PostgresError ?? PostgresError(.protocol, "\(error)"))
        }
    }

    /// Thrown at the end of a rehearsal, so that its transaction is rolled back.
    private struct Rehearsed: Error {
        var figures: Figures
    }

    private static func merge(
        _ source: inout some ListingSource, _ plan: Plan, on connection: PostgresConnection,
        progress: (Progress) -> Void
    ) async throws -> Figures {
        let merge = ListingMerge(
            connection, tenant: plan.tenant, columns: source.columns, isRehearsal: plan.isRehearsal)
        try await merge.begin()
        var figures = Figures()
        var staged = 0
        var read = source.next(step)
        while let listings = read {
            let own = listings.filter { ($0.tenant ?? plan.tenant) == plan.tenant }
            // The database takes these while the next ones are read.
            async let isStaged: Void = merge.stage(own)
            staged += own.count
            figures.others += listings.count - own.count
            let (done, all) = source.progress
            let isRead = Progress.reading(listings: source.count, bytes: done, of: all)
            read = source.next(step)
            try await isStaged
            progress(isRead)
        }
        guard !ImportPolicy.refuses(faulty: source.faulty, of: source.count) else {
            throw PropertyImportError.tooManyProblems(source.faulty, of: source.count)
        }
        (figures.added, figures.changed) = try await merge.compare()
        figures.unchanged = staged - figures.added - figures.changed
        figures.isHeldBack = plan.isComplete && source.faulty > 0
        let withdraws = plan.isComplete && !figures.isHeldBack
        if withdraws {
            let (absent, listed) = try await merge.absent()
            guard plan.maySweep || !ImportPolicy.isSweeping(withdrawn: absent, of: listed) else {
                throw PropertyImportError.wouldWithdraw(absent, of: listed)
            }
            figures.withdrawn = absent
        }
        if plan.isRehearsal { throw Rehearsed(figures: figures) }
        let due = figures.added + figures.changed
        for first in stride(from: 1, through: due, by: step) {
            let last = min(first + step - 1, due)
            try await merge.write(first...last)
            progress(.writing(last, of: due))
        }
        if withdraws { figures.withdrawn = try await merge.withdraw() }
        return figures
    }
}

/// Why an import changed nothing.
package enum PropertyImportError: Error, Sendable, Equatable {
    /// There is no tenant of that id.
    case noTenant
    /// Another import of the tenant's listings is under way.
    case busy
    /// So many listings of the file have problems, of so many, that the file itself must be wrong.
    case tooManyProblems(Int, of: Int)
    /// So many listings would have been withdrawn, of so many, which is more than half.
    case wouldWithdraw(Int, of: Int)
    /// The database failed, or refused.
    case postgres(PostgresError)
}
