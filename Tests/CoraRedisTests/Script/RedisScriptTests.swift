import Testing

@testable import CoraRedis

struct RedisScriptTests {
    private static let script = RedisScript(
        "count", keys: ["counter"], arguments: ["by"], "return redis.call('INCRBY', KEYS[1], ARGV[1])"
    ) { $0.integer }
    private static let two = RedisScript("two", keys: ["a", "b"], "return 1") { $0.integer }

    @Test func `its digest is the server's`() {
        // `redis-cli SCRIPT LOAD 'return 1'`.
        #expect(Self.two.digest == "e0e1f9fabfc9d4800c877a703b823ac0578ff8db")
    }

    @Test func `it is called by its digest, or with its text`() {
        let key = RedisKey("cora", tag: "acme", ["calls"])
        #expect(
            Self.script.command([key], [2], byDigest: true)
                == RedisCommand("EVALSHA", [.text(Self.script.digest), 1, .key(key), 2]))
        #expect(
            Self.script.command([key], [2], byDigest: false)
                == RedisCommand("EVAL", [.text(Self.script.text), 1, .key(key), 2]))
    }

    @Test func `it is not called with other numbers of keys or arguments, nor across tags`() {
        let (key, other) = (RedisKey("cora", tag: "acme", ["a"]), RedisKey("cora", tag: "bolt", ["b"]))
        #expect(Self.script.misuse([key], [1]) == nil)
        #expect(Self.two.misuse([key, RedisKey("cora", tag: "acme", ["b"])], []) == nil)
        #expect(Self.script.misuse([], [1]) == .misuse("count takes 1 keys, and got 0"))
        #expect(Self.script.misuse([key], []) == .misuse("count takes 1 arguments, and got 0"))
        #expect(Self.two.misuse([key, other], []) == .misuse("the keys of two are of several tags"))
    }
}
