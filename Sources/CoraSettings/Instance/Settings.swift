import CoraCall
package import CoraTenant
package import Logging

/// Everything that `cora serve` needs to know before the first call. A fresh value holds the built-in defaults;
/// ``load`` gives the settings in force.
package struct Settings: Sendable, Equatable {
    /// Where the server listens, and its public address.
    package var server = Server()
    /// The model's API and the models to use.
    package var openAI = OpenAI()
    /// The carrier's account and API.
    package var twilio = Twilio()
    /// The single-use tokens that join webhook and media stream.
    package var tickets = Tickets()
    /// What every call does unless its tenant says otherwise.
    package var calls = Calls()
    /// How many calls are let in.
    package var admission = AdmissionLimits()
    /// The tenants' file, and defaults for tenants.
    package var tenants = Tenants()
    /// The tools that calls use.
    package var tools = Tools()
    /// The database and the outbox.
    package var store = Store()
    /// The tokens and the port for people who look after the server.
    package var access = Access()
    /// How the log is written.
    package var log = Log()
    /// What is measured, and where it is sent.
    package var observation = Observation()
    /// Names of earlier versions: accepted, but not used.
    package var supabase = Supabase()

    package init() {}

    /// Where the server listens, and its public address.
    package struct Server: Sendable, Equatable {
        /// The address to bind.
        package var host = "0.0.0.0"
        /// The TCP port.
        package var port = 3000
        /// The address under which Twilio reaches this server; signatures are checked against it.
        package var publicURL = WebAddress(scheme: "http", host: "localhost", port: 3000)
        /// A PEM certificate chain, absolute path. Set exactly if `keyFile` is.
        package var certificateFile: String?
        /// The certificate's PEM private key, absolute path.
        package var keyFile: String?
        /// The proxies in front of the server that are trusted; nil for none.
        package var trustedProxies: TrustedProxies?
        /// How many connections may be open on which no ticket was presented.
        package var maxConnections = 1000
        /// How many of these one peer may have.
        package var maxConnectionsPerPeer = 200
        /// How long clients may take over their requests.
        package var requests = RequestPatience()
        /// How long live calls may take to end once the process is asked to stop.
        package var shutdownGrace = CallDuration.seconds(20)
        /// How long live calls may go on once an operator drains the instance.
        package var drainDeadline = CallDuration.seconds(600)
        /// The voice webhook of another instance, to which callers are sent while this one takes no more calls.
        package var drainRedirect: WebAddress?
        /// Where the files of the page for browsers come from; nil for this server.
        package var clientBaseURL: WebAddress?
    }

    /// How long a client may take over its requests, on every port.
    package struct RequestPatience: Sendable, Equatable {
        /// From a connection's beginning to the end of its first request's head.
        package var head = CallDuration.seconds(15)
        /// From a request's head to the end of its body.
        package var body = CallDuration.seconds(5)
        /// From an answer to the next request's head.
        package var idle = CallDuration.seconds(60)
    }

    /// The model's API and the models to use.
    package struct OpenAI: Sendable, Equatable {
        /// The API key.
        package var apiKey = Secret("")
        /// The API's address, as the official SDKs take it.
        package var baseURL = WebAddress(scheme: "https", host: "api.openai.com", path: "/v1")
        /// The model that answers unless a tenant names one.
        package var model = "gpt-realtime-2.1-mini"
        /// The better and dearer model, which tenants name `premium`.
        package var premiumModel = "gpt-realtime-2.1"
        /// The model for calls of tenants that have spent their soft limit for the day.
        package var frugalModel = "gpt-realtime-2.1-mini"
        /// The model that transcribes what callers say.
        package var transcriptionModel = "gpt-transcribe"
        /// The text model that sums calls up; nil to compute summaries from the record.
        package var summaryModel: String? = "gpt-5.4-mini"
        /// A file with further trusted root certificates, PEM, absolute path.
        package var caFile: String?
        /// How long connection, TLS and websocket upgrade may take together.
        package var dialTimeout = CallDuration.milliseconds(5000)
        /// The largest message taken from the model. The official SDK sets no limit.
        package var maxMessageBytes = 16_777_216
    }

    /// The carrier's account and API.
    package struct Twilio: Sendable, Equatable {
        /// The key of Twilio's request signatures.
        package var authToken = Secret("")
        /// The account that every stream must be of; nil for any.
        package var accountSID: String?
        /// The address of Twilio's REST API.
        package var apiURL = WebAddress(scheme: "https", host: "api.twilio.com")
        /// The largest websocket frame taken from a media stream.
        package var maxFrameBytes = 65_536
    }

    /// The single-use tokens that join webhook and media stream.
    package struct Tickets: Sendable, Equatable {
        /// The key that signs the tokens: random for this process if none is set.
        package var secret = Secret.random()
        /// How long a token is good for.
        package var lifetime = CallDuration.seconds(15)
    }

    /// What every call does unless its tenant says otherwise.
    package struct Calls: Sendable, Equatable {
        /// How long a media socket may be open without `start`.
        package var startTimeout = CallDuration.seconds(10)
        /// How long the model may take from the ticket to a session that is set up. There is no key for it.
        package var sessionTimeout = CallDuration.seconds(10)
        /// How long a model that was lost on a live call is dialled anew.
        package var redial = CallDuration.seconds(8)
        /// The age at which the model's session gets a successor.
        package var session = CallDuration.seconds(3300)
        /// How much of the caller's audio is held while the model is dialled.
        package var heldAudio = CallDuration.milliseconds(5000)
        /// How calls handle silence, length and the keypad.
        package var manners = PhoneManners()
        /// When the model takes a caller's turn to be over.
        package var turnDetection = TurnDetectionPolicy()
    }

    /// The tenants' file, and defaults for tenants.
    package struct Tenants: Sendable, Equatable {
        /// The tenants file; absolute once loaded.
        package var file = "Config/tenants.yaml"
        /// The name of the person whose phone it is, for tenants that do not say.
        package var agentName = "CORA"
        /// Whether greetings are recorded before the first call.
        package var warmGreetings = true
        /// Whether tenants' own tools may be in this machine's own networks, and be asked over plain HTTP.
        package var allowsPrivateTools = false
    }

    /// The tools that calls use.
    package struct Tools: Sendable, Equatable {
        /// How long one run of a tool may take.
        package var deadline = CallDuration.milliseconds(2000)
    }

    /// The database and the outbox.
    package struct Store: Sendable, Equatable {
        /// The database's connection string, as libpq takes it; without one, calls are only logged.
        package var databaseURL: Secret?
        /// How many connections to the database the tools of calls have.
        package var toolConnections = 8
        /// How many connections the record is written by; more than two are of no use.
        package var recordConnections = 2
        /// How many connections everything else has: what is known of callers, tenants, recordings, summaries, spending.
        package var otherConnections = 4
        /// The folder in which records wait until the database has them; absolute once loaded.
        package var outboxFolder = ".cora/outbox"
        /// The most the outbox may hold, in megabytes.
        package var outboxMegabytes = 1024
        /// Whether the database's tenants follow the tenants file, for development; otherwise only the first start
        /// imports it. There is no key for it.
        package var followsTenantsFile = false
        /// A file of listings that the first start gives every tenant, for development. There is no key for it.
        package var sampleListings: String?
    }

    /// The tokens and the port for people who look after the server.
    package struct Access: Sendable, Equatable {
        /// The token that may read and act; nil for none.
        package var opsToken: Secret?
        /// The token that may only read; nil for none.
        package var opsReadToken: Secret?
        /// The port of ops, metrics and analytics; nil for the calls' port.
        package var port: Int?
        /// The address to bind for that port.
        package var host = "127.0.0.1"
    }

    /// How the log is written.
    package struct Log: Sendable, Equatable {
        /// The least severe level that is written.
        package var level = Logger.Level.info
        /// The form of log lines: for people or for machines.
        package var format = LogFormat.human
        /// How much of callers is hidden.
        package var privacy = LogPrivacy.none
    }

    /// What is measured, and where it is sent.
    package struct Observation: Sendable, Equatable {
        /// Whether `/metrics` has a label for each tenant.
        package var tenantLabels = TenantLabels()
        /// The address of the collector of spans; nil for none.
        package var collector: WebAddress?
        /// Headers that the collector wants: `name=value`, with commas between.
        package var collectorHeaders: Secret?
        /// The name of this service at the collector.
        package var serviceName = "cora"
    }

    /// Names of earlier versions.
    package struct Supabase: Sendable, Equatable {
        /// The project's address.
        package var url: WebAddress?
        /// Its service key.
        package var key: Secret?
    }

    /// The tenant's values before its own entry is read.
    package var tenantDefaults: Tenant {
        Tenant(
            id: "", numbers: [], agentName: tenants.agentName, turnDetection: calls.turnDetection,
            manners: calls.manners)
    }
}
