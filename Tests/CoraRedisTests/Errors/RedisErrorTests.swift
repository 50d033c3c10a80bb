import CoraRedis
import Testing

struct RedisErrorTests {
    @Test(arguments: [
        ("LOADING Redis is loading the dataset in memory", RedisErrorReply.Kind.loading, RedisRemedy.later),
        ("OOM command not allowed when used memory > 'maxmemory'.", .full, .tellOperator),
        ("MISCONF Redis is configured to save RDB snapshots, but …", .cannotSave, .tellOperator),
        ("READONLY You can't write against a read only replica.", .readOnly, .elsewhere),
        ("MASTERDOWN Link with MASTER is down", .masterDown, .later),
        ("NOREPLICAS Not enough good replicas to write.", .fewReplicas, .later),
        ("BUSY Redis is busy running a script.", .busy, .later),
        ("NOSCRIPT No matching script.", .noScript, .never),
        ("CLUSTERDOWN Hash slot not served", .clusterDown, .tellOperator),
        ("MOVED 3999 127.0.0.1:6381", .moved, .tellOperator),
        ("ASK 3999 127.0.0.1:6381", .ask, .tellOperator),
        ("TRYAGAIN Multiple keys request during rehashing of slot", .tryAgain, .later),
        ("CROSSSLOT Keys in request don't hash to the same slot", .crossSlot, .never),
        ("NOAUTH Authentication required.", .noAuthentication, .tellOperator),
        ("WRONGPASS invalid username-password pair or user is disabled.", .wrongPassword, .tellOperator),
        ("NOPERM this user has no permissions to run the 'set' command", .noPermission, .tellOperator),
        ("WRONGTYPE Operation against a key holding the wrong kind of value", .wrongType, .never),
        ("ERR unknown command", .other, .never),
        ("", .other, .never),
        ("loading", .other, .never),
        // Redis 6 and before, of an error inside a script.
        (
            "ERR Error running script (call to f_ab): @user_script:1: -OOM command not allowed when used memory > "
                + "'maxmemory'.", .full, .tellOperator
        ),
        ("ERR Error running script (call to f_ab): @user_script: 2: -READONLY You can't", .readOnly, .elsewhere),
        ("ERR Error running script (call to f_ab): @user_script:1: attempt to index nil -x", .other, .never),
    ])
    func `a server's error has a kind, and a remedy`(line: String, kind: RedisErrorReply.Kind, remedy: RedisRemedy) {
        #expect(RedisErrorReply(line).kind == kind)
        #expect(RedisErrorReply(line).remedy == remedy)
        #expect(RedisError.server(RedisErrorReply(line)).remedy == remedy)
        #expect(!RedisError.server(RedisErrorReply(line)).mayHaveTakenEffect)
    }

    @Test(arguments: [
        (RedisError.busy(underWay: 1000), false, RedisRemedy.later), (.tooLong(bytes: 9), false, .never),
        (.away("refused"), false, .later), (.deadline(wasSent: true), true, .later),
        (.deadline(wasSent: false), false, .later), (.cancelled(wasSent: true), true, .never),
        (.cancelled(wasSent: false), false, .never), (.lost("reset"), true, .later), (.closed, false, .never),
        (.unexpectedAnswer(to: "ROLE"), true, .never), (.misuse("two tags"), false, .never),
    ])
    func `an error says whether the command may have taken effect`(
        error: RedisError, effect: Bool, remedy: RedisRemedy
    ) {
        #expect(error.mayHaveTakenEffect == effect)
        #expect(error.remedy == remedy)
        #expect(!error.description.isEmpty)
    }

    @Test func `a long line is told in part`() {
        #expect(RedisErrorReply(String(repeating: "x", count: 5000)).description.count == 301)
    }
}
