// swift-tools-version: 6.2
import PackageDescription

// Layers only point down (see Sources/README.md, "Rooms"). `Scripts/test` builds with
// `--explicit-target-dependency-import-check error`, so a target can import only what it names here.

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")

let package = Package(
    name: "cora",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "cora", targets: ["cora"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["YAML"]),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // L0: decisions and telephone DSP. No sockets, clock, logger or Foundation.
        // Without optimization its filters take two thirds of all that scenarios and tests compute.
        .target(
            name: "CoraAudio", swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        .target(name: "CoraTenant", swiftSettings: settings),
        // L1: the decisions of a call.
        .target(name: "CoraCall", dependencies: ["CoraTenant"], swiftSettings: settings),
        // L1: bytes.
        .target(name: "CoraWire", dependencies: [nioCore], swiftSettings: settings),
        // L2: the protocols.
        .target(name: "CoraTwilio", dependencies: ["CoraWire", nioCore, crypto], swiftSettings: settings),
        .target(
            name: "CoraWeb", dependencies: ["CoraCall", "CoraTenant", "CoraWire", nioCore], swiftSettings: settings),
        .target(
            name: "CoraRealtime", dependencies: ["CoraCall", "CoraTenant", "CoraWire", nioCore], swiftSettings: settings
        ),
        // L1: the tokens between a call's webhook and its stream.
        .target(name: "CoraTickets", dependencies: [jwt], swiftSettings: settings),
        // L2: what callers say and models write, understood.
        .target(
            name: "CoraArguments", dependencies: ["CoraCall", "CoraTenant", "CoraWire"], swiftSettings: settings),
        // L2: the driver for PostgreSQL. It knows nothing of calls and imports no other target of ours.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CoraPostgres", dependencies: ["CLibPQ", logging], swiftSettings: settings),
        // L2: the client of Redis and Valkey. It knows nothing of calls and imports no other target of ours.
        .target(
            name: "CoraRedis", dependencies: [nioCore, nioPosix, nioSSL, crypto, logging], swiftSettings: settings),
        // L3: what operators and tenants set: formats, tables of settings, files.
        .target(
            name: "CoraSettings",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraWire", "CoraRealtime", "CoraPostgres", nioCore, logging, yams,
                configuration,
            ], swiftSettings: settings),
        // L3: one live call.
        .target(
            name: "CoraSession",
            dependencies: [
                "CoraAudio", "CoraCall", "CoraTenant", "CoraWire", "CoraTwilio", "CoraWeb", "CoraRealtime",
                nioCore, nioPosix, nioHTTP1, nioWebSocket, nioSSL, logging,
            ], swiftSettings: settings),
        // L3: what is remembered across calls.
        .target(name: "CoraShared", dependencies: ["CoraTenant"], swiftSettings: settings),
        // L4: what was said and done, kept.
        .target(
            name: "CoraStore",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraWire", "CoraPostgres", "CoraSettings", nioCore, logging, grdb,
            ],
            swiftSettings: settings),
        // L3: HTTP to others.
        .target(
            name: "CoraClients",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraWire", nioCore, nioPosix, nioHTTP1, nioSSL, crypto, httpClient,
            ],
            swiftSettings: settings),
        // L5: what calls come to for the business.
        .target(
            name: "CoraBusiness",
            dependencies: [
                "CoraArguments", "CoraCall", "CoraTenant", "CoraWire", "CoraPostgres", "CoraSettings", "CoraStore",
                "CoraClients",
                nioCore, logging,
            ], swiftSettings: settings),
        // L6: what the model can have done.
        .target(
            name: "CoraTools",
            dependencies: [
                "CoraArguments", "CoraCall", "CoraTenant", "CoraWire", "CoraPostgres", "CoraBusiness", "CoraClients",
                crypto, logging,
            ], swiftSettings: settings),
        // L4: all calls.
        .target(name: "CoraSupervisor", dependencies: ["CoraCall", "CoraTenant", histogram], swiftSettings: settings),
        // L5: what is told of the process: metrics, spans, log lines.
        .target(
            name: "CoraTelemetry",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraSettings", "CoraClients", "CoraSupervisor", nioCore, nioHTTP1,
                httpClient, lifecycle,
                logging,
            ], swiftSettings: settings),
        // L6: the HTTP edge, with the one call of the kernel's that NIO gives up at.
        .target(name: "CAccept"),
        .target(
            name: "CoraDoor",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraSession", "CoraSettings", "CoraSupervisor", "CoraTelemetry", "CAccept",
                nioCore, nioPosix, nioHTTP1, nioSSL, logging, lifecycle, hummingbird, hummingbirdCore,
                hummingbirdTLS, httpTypes, nioHTTPTypes, nioHTTPTypesHTTP1,
            ], swiftSettings: settings),
        // L7: the application, with the one call of the kernel's that Swift cannot make.
        .target(name: "CScheduler"),
        .target(
            name: "CoraServer",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraTwilio", "CoraWeb", "CoraRealtime", "CoraSession", "CoraPostgres",
                "CoraSettings",
                "CoraStore", "CoraBusiness", "CoraClients", "CoraTools", "CoraSupervisor", "CoraTelemetry", "CoraWire",
                "CoraShared", "CoraTickets", "CoraDoor", "CScheduler",
                httpClient, nioCore, nioHTTP1, nioSSL, crypto, logging, lifecycle, hummingbird,
                hummingbirdCore, httpTypes,
            ],
            resources: [
                .embedInCode("Ops/Page/Assets"), .embedInCode("Analytics/Assets"), .embedInCode("Web/Page/Assets"),
            ], swiftSettings: settings),
        // What terminals show: rendering and findings as values.
        .target(
            name: "CoraConsole",
            dependencies: [
                "CoraCall", "CoraTenant", "CoraWire", "CoraPostgres", "CoraStore", "CoraBusiness", "CoraSupervisor",
            ],
            swiftSettings: settings),
        // Side: a private PostgreSQL for development, demonstrations and tests.
        .target(name: "CoraDevPostgres", dependencies: ["CoraPostgres", logging], swiftSettings: settings),
        // Side: the other ends, and what both say, with its sound.
        .target(name: "CoraSpeech", dependencies: ["CoraAudio", "CoraWire"], swiftSettings: settings),
        .target(name: "CoraLoopback", dependencies: [nioCore, nioPosix, nioHTTP1], swiftSettings: settings),
        .target(
            name: "CoraStandIn",
            dependencies: [
                "CoraSpeech", "CoraLoopback", "CoraAudio", "CoraWire", nioCore, nioPosix, nioHTTP1, nioWebSocket,
                nioSSL, logging, httpClient,
            ], swiftSettings: settings),
        // Side: the floor that CORA's cost is held against.
        .target(name: "CoraRelay", dependencies: ["CoraWire", nioCore, nioPosix], swiftSettings: settings),
        .target(
            name: "CoraFakeTwilio",
            dependencies: [
                "CoraSpeech", "CoraLoopback", "CoraAudio", "CoraCall", "CoraTenant", "CoraWire", "CoraTwilio",
                "CoraSession",
                nioCore, nioPosix, nioHTTP1, nioWebSocket, nioSSL, logging, yams, httpClient,
            ], swiftSettings: settings),
        // Side: both ends of hundreds of calls, and what they measure.
        .target(
            name: "CoraLoad",
            dependencies: [
                "CoraFakeTwilio", "CoraSession", "CoraTwilio", "CoraWire", nioCore, nioPosix, nioHTTP1, nioSSL,
                histogram,
            ], swiftSettings: settings),
        // L8: the command line.
        .executableTarget(
            name: "cora",
            dependencies: [
                "CoraServer", "CoraStandIn", "CoraFakeTwilio", "CoraLoad", "CoraSpeech", "CoraDevPostgres",
                "CoraPostgres",
                "CoraSettings", "CoraStore", "CoraBusiness", "CoraCall", "CoraTenant", "CoraWire", "CoraConsole",
                "CoraSupervisor", "CoraRelay",
                "CoraTelemetry",
                "CoraTwilio", "CoraRealtime", "CoraSession", arguments, logging, lifecycle, signals, httpClient,
                nioCore,
                nioPosix, nioHTTP1, nioSSL, nioTLS,
            ],
            swiftSettings: settings),
        // Random numbers for tests that can be run again.
        .target(name: "SeededTesting", path: "Tests/SeededTesting", swiftSettings: settings),
        // Tests mirror Sources. Unit tests are of values; EndToEndTests start servers on loopback.
        .testTarget(name: "CoraAudioTests", dependencies: ["CoraAudio", "SeededTesting"], swiftSettings: settings),
        .testTarget(name: "CoraTenantTests", dependencies: ["CoraTenant", "SeededTesting"], swiftSettings: settings),
        .testTarget(
            name: "CoraCallTests", dependencies: ["CoraCall", "CoraTenant", "SeededTesting"], swiftSettings: settings),
        .testTarget(
            name: "CoraWireTests", dependencies: ["CoraWire", "SeededTesting", nioCore], swiftSettings: settings),
        .testTarget(
            name: "CoraTwilioTests", dependencies: ["CoraTwilio", "CoraWire", nioCore], swiftSettings: settings),
        .testTarget(
            name: "CoraWebTests", dependencies: ["CoraWeb", "CoraCall", "CoraTenant", "CoraWire", nioCore],
            swiftSettings: settings),
        .testTarget(
            name: "CoraRealtimeTests",
            dependencies: ["CoraRealtime", "CoraCall", "CoraTenant", "CoraWire", "SeededTesting", nioCore],
            swiftSettings: settings),
        .testTarget(
            name: "CoraArgumentsTests", dependencies: ["CoraArguments", "CoraCall", "CoraTenant", "CoraWire"],
            swiftSettings: settings),
        .testTarget(name: "CoraTicketsTests", dependencies: ["CoraTickets"], swiftSettings: settings),
        .testTarget(
            name: "CoraSessionTests",
            dependencies: [
                "CoraSession", "CoraRealtime", "CoraTwilio", "CoraWeb", "CoraCall", "CoraTenant", "CoraWire",
                "CoraAudio", nioCore, nioEmbedded,
                nioHTTP1, logging,
            ], swiftSettings: settings),
        .testTarget(
            name: "CoraPostgresTests",
            dependencies: ["CoraPostgres", "CoraDevPostgres", "CoraStore", "StoreTesting"], swiftSettings: settings),
        .testTarget(
            name: "CoraRedisTests",
            dependencies: ["CoraRedis", "SeededTesting", nioCore, nioPosix, nioEmbedded, logging],
            swiftSettings: settings),
        .testTarget(
            name: "CoraDevPostgresTests",
            dependencies: ["CoraDevPostgres", "CoraPostgres", "StoreTesting", logging], swiftSettings: settings),
        .testTarget(
            name: "CoraStoreTests",
            dependencies: [
                "CoraSettings", "CoraStore", "CoraPostgres", "CoraDevPostgres", "CoraCall", "CoraTenant",
                "StoreTesting",
                "BurstWriter", logging, grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CoraBusinessTests",
            dependencies: [
                "CoraBusiness", "CoraArguments", "CoraTools", "CoraSettings", "CoraStore", "CoraPostgres", "CoraCall",
                "CoraTenant",
                "CoraRealtime",
                "CoraWire", "StoreTesting", nioCore, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CoraSettingsTests",
            dependencies: ["CoraSettings", "CoraCall", "CoraTenant", "CoraWire", "StoreTesting", logging, yams],
            swiftSettings: settings),
        .testTarget(name: "CoraSharedTests", dependencies: ["CoraShared", "CoraTenant"], swiftSettings: settings),
        // Databases for tests, and calls and tenants to put into them.
        .target(
            name: "StoreTesting",
            dependencies: [
                "CoraSettings", "CoraStore", "CoraPostgres", "CoraDevPostgres", "CoraCall", "CoraTenant", nioCore,
                nioPosix, logging,
            ],
            path: "Tests/StoreTesting", swiftSettings: settings),
        .testTarget(
            name: "CoraClientsTests",
            dependencies: [
                "CoraClients", "CoraBusiness", "CoraStore", "CoraLoopback", "CoraStandIn", "CoraFakeTwilio", "CoraCall",
                "CoraTenant",
                "CoraWire",
                nioCore, nioPosix,
                nioHTTP1,
                nioSSL,
                crypto, logging, httpClient,
            ], swiftSettings: settings),
        .testTarget(
            name: "CoraToolsTests",
            dependencies: [
                "CoraTools", "CoraArguments", "CoraBusiness", "CoraStore", "CoraPostgres", "CoraDevPostgres",
                "CoraClients", "CoraRealtime", "CoraCall", "CoraTenant", "CoraWire", "StoreTesting", nioCore, nioPosix,
                nioSSL, logging,
            ], exclude: ["What callers say.txt"], swiftSettings: settings),
        // A process to be killed while it writes.
        .executableTarget(
            name: "BurstWriter", dependencies: ["CoraStore", "CoraPostgres", "CoraCall", "CoraTenant", logging],
            path: "Tests/BurstWriter",
            swiftSettings: settings),
        .testTarget(
            name: "CoraSupervisorTests", dependencies: ["CoraSupervisor", "CoraCall", "CoraTenant", "SeededTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "CoraDoorTests",
            dependencies: [
                "CoraDoor", "CAccept", "CoraSettings", "CoraSupervisor", "CoraTenant", nioCore, nioEmbedded, nioHTTP1,
                nioPosix, logging, httpTypes,
            ], swiftSettings: settings),
        .testTarget(
            name: "CoraServerTests",
            dependencies: [
                "CoraServer", "CoraDoor", "CoraSettings", "CoraBusiness", "CoraSupervisor", "CoraTelemetry",
                "CoraSession", "CoraCall", "CoraClients", "CoraLoopback", "CoraTenant", "CoraShared",
                "CoraRealtime", "CoraTwilio", "CoraWeb", "CoraWire", "StoreTesting", nioCore, nioEmbedded, nioHTTP1,
                nioPosix,
                logging, hummingbird, hummingbirdCore, httpTypes,
            ], swiftSettings: settings),
        .testTarget(
            name: "CoraTelemetryTests",
            dependencies: ["CoraTelemetry", "CoraSettings", "CoraSupervisor", "CoraCall", "CoraTenant", logging],
            swiftSettings: settings),
        .testTarget(
            name: "CoraConsoleTests",
            dependencies: [
                "CoraConsole", "CoraSupervisor", "CoraBusiness", "CoraStore", "CoraPostgres", "CoraCall", "CoraTenant",
                "CoraWire",
                "StoreTesting",
            ],
            swiftSettings: settings),
        // The page and its feed over made-up figures, for browsers and terminals to be tried on.
        .executableTarget(
            name: "OpsStandIn",
            dependencies: [
                "CoraServer", "CoraDoor", "CoraSettings", "CoraSupervisor", nioCore, hummingbird, httpTypes, arguments,
                logging, lifecycle, signals,
            ],
            path: "Tests/OpsStandIn", swiftSettings: settings),
        .testTarget(name: "CoraSpeechTests", dependencies: ["CoraSpeech"], swiftSettings: settings),
        .testTarget(
            name: "CoraStandInTests",
            dependencies: [
                "CoraStandIn", "CoraSpeech", "CoraAudio", "CoraWire", nioCore, nioEmbedded, nioHTTP1, nioWebSocket,
                logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CoraRelayTests", dependencies: ["CoraRelay", "CoraWire", nioCore, nioEmbedded],
            swiftSettings: settings),
        .testTarget(
            name: "CoraFakeTwilioTests",
            dependencies: [
                "CoraLoopback", "CoraFakeTwilio", "CoraSpeech", "CoraAudio", "CoraCall", "CoraTenant", "CoraTwilio",
                "CoraWire",
                nioCore, nioPosix,
                nioHTTP1, nioWebSocket, logging, httpClient,
            ], swiftSettings: settings),
        .testTarget(
            name: "CoraLoadTests",
            dependencies: ["CoraLoad", "CoraFakeTwilio", "CoraWire", nioCore, nioEmbedded, nioWebSocket],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "CoraLoopback", "CoraServer", "CoraStandIn", "CoraFakeTwilio", "CoraSpeech", "CoraSession",
                "CoraDevPostgres",
                "CoraPostgres", "CoraSettings", "CoraStore", "CoraBusiness", "CoraSupervisor", "CoraTelemetry",
                "CoraTwilio", "CoraWeb", "CoraCall", "CoraTenant",
                "CoraWire", "CoraAudio", "StoreTesting", nioCore, nioPosix, nioHTTP1, nioWebSocket, nioSSL, logging,
                httpClient, lifecycle,
            ], swiftSettings: settings),
        // What reads bytes from outside, for the fuzzer (`Scripts/fuzz`) and the inputs that are kept.
        .target(
            name: "FuzzSubjects",
            dependencies: [
                "CoraAudio", "CoraTenant", "CoraCall", "CoraTwilio", "CoraWeb", "CoraRealtime", "CoraWire",
                "CoraArguments", "CoraSettings", "CoraTickets", "CoraRedis", nioCore, nioEmbedded, nioWebSocket, crypto,
            ],
            path: "Tests/Fuzz/Subjects", swiftSettings: settings),
        .testTarget(
            name: "CorpusTests", dependencies: ["FuzzSubjects", "SeededTesting"], path: "Tests/Fuzz/CorpusTests",
            swiftSettings: settings),
        // Benchmarks: `Scripts/bench`. What plays the two other ends of a call, and what numbers are held against.
        .target(
            name: "BenchProbes",
            dependencies: [
                "CoraSession", "CoraCall", "CoraTenant", "CoraWire", nioCore, nioPosix, nioHTTP1, nioWebSocket, logging,
            ],
            path: "Tests/BenchProbes", swiftSettings: settings),
        // The counter takes malloc's place in this one executable, which needs the rooms of a call alone.
        .target(name: "CMallocCounter", path: "Tests/CMallocCounter"),
        .executableTarget(
            name: "cora-allocations",
            dependencies: [
                "BenchProbes", "CMallocCounter", "CoraCall", "CoraTenant", "CoraWire", nioCore, nioPosix,
            ], path: "Tests/Allocations", swiftSettings: settings),
        // What valgrind counts the instructions of: the rooms of a call, beside the relay.
        .executableTarget(
            name: "cora-instructions",
            dependencies: ["BenchProbes", "CoraRelay", "CoraTenant", "CoraWire", nioCore, nioPosix],
            path: "Tests/Instructions", swiftSettings: settings),
        .executableTarget(
            name: "cora-bench",
            dependencies: [
                "BenchProbes", "CoraLoad", "CoraRelay", "CoraAudio", "CoraCall", "CoraTenant", "CoraWire", "CoraTwilio",
                "CoraRealtime",
                "CoraSession",
                "CoraDevPostgres", "CoraPostgres", "CoraSettings", "CoraStore", "CoraBusiness", "CoraTools",
                "CoraSupervisor", "CoraServer", "CoraSpeech", "CoraStandIn", "SeededTesting", nioCore, nioPosix,
                nioHTTP1, nioWebSocket, nioSSL, logging, arguments,
            ], path: "Tests/Benchmarks", exclude: ["thresholds.json", "Floor", "Peers"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// `CORA_ROOMS=core` leaves the rooms that a call's audio and decisions live in, with their tests, and the packages these
// need: a quick loop, and the counts of allocations and instructions. `CORA_ROOMS=races` is the core for ThreadSanitizer,
// which wants all of it built anew: see `Scripts/races`. `CORA_ROOMS=fuzz` leaves what reads bytes from outside, built for
// libFuzzer (`Scripts/fuzz`), but for signatures and tickets; `fuzz-all` has these too. `CORA_ROOMS=load` leaves
// `cora loadtest` alone, as the program `cora-load`.
if let rooms = Context.environment["CORA_ROOMS"], ["core", "races", "fuzz", "fuzz-all", "load"].contains(rooms) {
    let isFuzz = rooms.hasPrefix("fuzz")
    var kept: Set = [
        "CoraAudio", "CoraTenant", "CoraCall", "CoraWire", "CoraTwilio", "CoraWeb", "CoraRealtime", "CoraSession",
        "CoraSupervisor", "SeededTesting",
    ]
    if rooms == "core" {
        kept.formUnion(["CoraRelay", "BenchProbes", "CMallocCounter", "cora-allocations", "cora-instructions"])
    }
    if isFuzz {
        kept.subtract(["CoraSession", "CoraSupervisor", "SeededTesting"])
        kept.formUnion([
            "CoraArguments", "CoraSettings", "CoraPostgres", "CLibPQ", "CoraRedis", "FuzzSubjects",
        ])
    }
    if rooms == "fuzz-all" { kept.insert("CoraTickets") }
    if rooms == "load" {
        kept.subtract(["CoraSupervisor"])
        kept.formUnion(["CoraSpeech", "CoraLoopback", "CoraFakeTwilio", "CoraLoad"])
    }
    package.products = []
    package.targets.removeAll { target in
        isFuzz && target.type == .test
            || !kept.contains(target.name.hasSuffix("Tests") ? String(target.name.dropLast(5)) : target.name)
    }
    // Files are left out that would bring packages whose build is most of the time that the step takes. TLS, signatures
    // and tickets would bring two builds of BoringSSL; races are looked for without them, because they are values that no
    // threads share.
    var without: [String: [String]] = [:]
    var packages: Set<String> = []
    if rooms != "fuzz-all", rooms != "load" {
        without = [
            "CoraSession": ["Socket/TransportSecurity+NIOSSL.swift"],
            "CoraTwilio": ["RequestSignature.swift"], "CoraTwilioTests": ["RequestSignatureTests.swift"],
            "FuzzSubjects": ["SignatureSubject.swift", "TicketSubject.swift"],
        ]
        packages = ["swift-nio-ssl", "swift-crypto", "jwt-kit"]
    }
    if rooms == "fuzz" {
        // Of the client of Redis what is fuzzed is values; what it connects with brings BoringSSL.
        without["CoraRedis"] = ["Client", "Connection", "Script", "Sentinel"]
    }
    if isFuzz {
        without["CoraSettings"] = [
            "Instance/SettingsFile.swift", "Instance/SettingsLayers.swift", "Instance/Settings+Load.swift",
            "Instance/SettingsReload.swift",
        ]
        packages.insert("swift-configuration")
    }
    for target in package.targets {
        target.exclude += without[target.name] ?? []
        target.dependencies.removeAll { dependency in
            dependency.package.map(packages.contains) ?? (isFuzz && !kept.contains(dependency.target ?? ""))
        }
    }
    if isFuzz {
        package.targets.append(
            .executableTarget(
                name: "cora-fuzzer", dependencies: ["FuzzSubjects"], path: "Tests/Fuzz/Fuzzer",
                swiftSettings: [.unsafeFlags(["-parse-as-library"])],
                linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
        // Only code that is built for it guides libFuzzer.
        for target in package.targets where target.type != .system {
            target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer"])]
            if rooms == "fuzz" { target.swiftSettings?.append(.define("WITHOUT_SIGNATURES")) }
        }
    }
    if rooms == "load" {
        package.targets.append(
            .executableTarget(
                name: "cora-load", dependencies: ["CoraLoad", arguments, signals], path: "Sources/cora",
                sources: ["LoadTest.swift", "LoadTest+Options.swift", "Interruption.swift"],
                swiftSettings: settings + [.define("LOAD_ALONE")]))
    }
    if rooms == "races" {
        package.targets.append(.target(name: "CMutexOrder", path: "Tests/CMutexOrder"))
        package.targets.first { $0.name == "CoraSupervisorTests" }?.dependencies.append("CMutexOrder")
    }
    let used = Set(package.targets.flatMap(\.dependencies).compactMap(\.package))
    package.dependencies.removeAll { !used.contains($0.repository) }
}

extension Target.Dependency {
    /// The package that a product comes from; nil for a target of this one.
    var package: String? {
        if case .productItem(_, let package, _, _) = self { package } else { nil }
    }

    /// The name of a target of this package; nil for a product of another one.
    var target: String? {
        if case .byNameItem(let name, _) = self { name } else { nil }
    }
}

extension Package.Dependency {
    /// The last part of its address, which is what products name it by.
    var repository: String {
        guard case .sourceControl(_, let location, _) = kind else { return "" }
        return location.split(separator: "/").last.map(String.init) ?? ""
    }
}
