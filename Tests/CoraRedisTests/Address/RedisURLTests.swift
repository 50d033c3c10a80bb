import CoraRedis
import Testing

struct RedisURLTests {
    private static func host(_ name: String, _ port: Int = 6379) -> RedisURL.Place {
        .server(RedisHost(name, port: port))
    }

    @Test(arguments: [
        ("redis://localhost", host("localhost"), 0, "redis://localhost:6379/0"),
        ("redis://localhost/", host("localhost"), 0, "redis://localhost:6379/0"),
        ("REDIS://h:6380/3", host("h", 6380), 3, "redis://h:6380/3"),
        ("redis://[::1]:7000", host("::1", 7000), 0, "redis://[::1]:7000/0"),
        ("redis://[fe80::1%25eth0]", host("fe80::1%eth0"), 0, "redis://[fe80::1%eth0]:6379/0"),
        ("redis://10.0.0.7:1", host("10.0.0.7", 1), 0, "redis://10.0.0.7:1/0"),
        (
            "redis+sentinel://a,b:1,[::2]/mymaster/2",
            .sentinels(
                [RedisHost("a", port: 26_379), RedisHost("b", port: 1), RedisHost("::2", port: 26_379)],
                master: "mymaster"), 2, "redis+sentinel://a:26379,b:1,[::2]:26379/mymaster/2"
        ),
        (
            "redis+sentinel://a/my%2Fmaster", .sentinels([RedisHost("a", port: 26_379)], master: "my/master"), 0,
            "redis+sentinel://a:26379/my/master/0"
        ),
    ])
    func `an address says where Redis is`(text: String, place: RedisURL.Place, database: Int, shown: String) throws {
        let url = try RedisURL(text)
        #expect(url.place == place)
        #expect(url.database == database)
        #expect(url.description == shown)
        #expect(url.credentials == nil && url.tls == nil && url.clientName == nil)
    }

    @Test(
        arguments: [
            ("redis://cora:s3cret@h", "cora", "s3cret"), ("redis://:s3cret@h", nil, "s3cret"),
            ("redis://a%40b:p%3A%2F%3F%23%25%C3%A4@h", "a@b", "p:/?#%ä"), ("redis://u:p@ss:word@h", "u", "p@ss:word"),
        ] as [(String, String?, String)])
    func `an address says who we are`(text: String, user: String?, password: String) throws {
        let url = try RedisURL(text)
        #expect(url.credentials?.user == user)
        #expect(url.credentials?.password == password)
        #expect(url.place == Self.host("h"))
    }

    @Test func `an address says what is checked of TLS, and how Sentinels know us`() throws {
        let url = try RedisURL(
            "rediss+sentinel://u:p@a,b/m/1?tls_ca=%2Fetc%2Fca.pem&tls_server_name=redis.internal&client_name=cora-1"
                + "&sentinel_user=s&sentinel_password=q")
        #expect(url.tls?.certificates == "/etc/ca.pem")
        #expect(url.tls?.serverName == "redis.internal")
        #expect(url.clientName == "cora-1")
        #expect(url.sentinelCredentials?.user == "s" && url.sentinelCredentials?.password == "q")
        #expect(try RedisURL("rediss://h").tls?.certificates == nil)
        #expect(try RedisURL("rediss://h").description == "rediss://h:6379/0")
    }

    @Test(arguments: [
        ("", RedisURLFault.scheme), ("hunter2", .scheme), ("http://hunter2", .scheme), ("redis:/hunter2", .scheme),
        ("redis://", .noHost), ("redis://:6379", .noHost), ("redis://:hunter2@", .noHost),
        ("redis://u:hunter2@:1", .noHost), ("redis://u:hunter2@[::1", .brackets), ("redis://u:hunter2@::1", .brackets),
        ("redis://u:hunter2@[::1]x", .brackets), ("redis://u:hunter2@[hunter2]", .brackets),
        ("redis://u:hunter2@h:0", .port), ("redis://u:hunter2@h:65536", .port), ("redis://u:hunter2@h:", .port),
        ("redis://u:hunter2@h:+1", .port), ("redis://u:hunter2@h:９", .port), ("redis://u:hun/ter2@h", .port),
        ("redis://u:hun?ter2@h", .option), ("redis://hunter2@h", .noPassword), ("redis://u:@h", .noPassword),
        ("redis://u:hunter2%@h", .escape), ("redis://u:hunter2%4@h", .escape), ("redis://u:hunter2%zz@h", .escape),
        ("redis://u:hunter2%FF@h", .escape), ("redis://u:hunter2@a,b", .severalHosts),
        ("redis://u:hunter2@a,", .noHost), ("redis+sentinel://u:hunter2@a", .noMaster),
        ("redis+sentinel://u:hunter2@a//1", .noMaster), ("redis://u:hunter2@h/x", .database),
        ("redis://u:hunter2@h/-1", .database), ("redis://u:hunter2@h/1024", .database),
        ("redis://u:hunter2@h/1/2", .path), ("redis+sentinel://u:hunter2@h/m/1/2", .path),
        ("redis://u:hunter2@h?x=hunter2", .option), ("redis://u:hunter2@h?client_name=", .option),
        ("redis://u:hunter2@h?client_name=a&client_name=b", .option), ("redis://u:hunter2@h?", .option),
        ("redis://u:hunter2@h?tls_ca=a", .uselessOption), ("redis://u:hunter2@h?sentinel_password=a", .uselessOption),
        ("redis+sentinel://a/m?sentinel_user=hunter2", .noPassword),
    ])
    func `a wrong address is told in words that hold nothing of it`(text: String, fault: RedisURLFault) {
        #expect(throws: fault) { try RedisURL(text) }
        #expect(!fault.description.contains("hunter2"))
    }

    @Test func `what is shown of an address holds no password`() throws {
        let url = try RedisURL("redis+sentinel://cora:hunter2@a/m?sentinel_user=s&sentinel_password=hunter2")
        #expect(url.description == "redis+sentinel://cora@a:26379/m/0")
    }
}
