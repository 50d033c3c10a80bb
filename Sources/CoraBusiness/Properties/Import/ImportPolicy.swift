/// When an import stops rather than do what the file says. Pure.
enum ImportPolicy {
    /// Whether nothing is taken from a file, because so many of its listings have problems that the file itself must be
    /// wrong: columns shifted, another encoding, another export. One bad row in ten is too many, but ten rows never are,
    /// as long as others are sound.
    static func refuses(faulty: Int, of count: Int) -> Bool {
        faulty > 0 && (faulty == count || faulty > max(10, count / 10))
    }

    /// Whether so many listings would be withdrawn that the file is likely to be another's, or a part of the right one.
    /// - Parameter listed: how many of the tenant's listings were active or pending before.
    static func isSweeping(withdrawn: Int, of listed: Int) -> Bool {
        withdrawn * 2 > listed
    }
}
