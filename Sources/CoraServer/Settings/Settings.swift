package import CoraCall
package import CoraTelemetry
package import Logging

/// Everything `cora serve` needs to know before the first call. A fresh value holds the built-in defaults; ``load``
/// gives what is in force.
package struct Settings: Sendable, Equatable {
    /// Where the server listens and what it is called from outside.
    package var server = Server()
    /// The model's side.
    package var openAI = OpenAI()
    /// The carrier's side.
    package var twilio = Twilio()
    /// The single-use tokens that join webhook and media stream.
    package var tickets = Tickets()
    /// What every call does unless its tenant says otherwise.
    package var calls = Calls()
    /// Who is let in.
    package var admission = AdmissionLimits()
    /// The businesses that are answered for.
    package var tenants = Tenants()
    /// What calls have done.
    package var tools = Tools()
    /// Where calls are taken down.
    package var store = Store()
    /// Who may look at the server and act on it.
    package var access = Access()
    /// What is written about it.
    package var log = Log()
    /// What is measured, and who is told.
    package var observation = Observation()
    /// Names of earlier versions: accepted, not used.
    package var supabase = Supabase()

    package init() {}

    /// Where the server listens and what it is called from outside.
    package struct Server: Sendable, Equatable {
        /// The address to bind.
        package var host = "0.0.0.0"
        /// The TCP port.
        package var port = 3000
        /// The address under which Twilio reaches this server; signatures are checked against it.
        package var publicURL = WebAddress(scheme: "http", host: "localhost", port: 3000)
        /// A PEM certificate chain, absolute path. Set exactly if `keyFile` is.
        package var certificateFile: String?
        /// Its PEM private key, absolute path.
        package var keyFile: String?
        /// The proxies that requests come through.
        package var trustedProxies: TrustedProxies?
        /// How long live calls may take to end once the process is asked to stop.
        package var shutdownGrace = CallDuration.seconds(20)
        /// How long live calls may go on once an operator drains the instance.
        package var drainDeadline = CallDuration.seconds(600)
        /// The voice webhook of another instance, to which callers go while this one takes no more calls.
        package var drainRedirect: WebAddress?
    }

    /// The model's side.
    package struct OpenAI: Sendable, Equatable {
        /// The API key.
        package var apiKey = Secret("")
        /// The API's address, as the official SDKs take it.
        package var baseURL = WebAddress(scheme: "https", host: "api.openai.com", path: "/v1")
        /// The model that answers unless a tenant names one.
        package var model = "gpt-realtime-2.1-mini"
        /// The better and dearer one.
        package var premiumModel = "gpt-realtime-2.1"
        /// The one for calls of tenants that have spent what a day should cost.
        package var frugalModel = "gpt-realtime-2.1-mini"
        /// The model that writes down what callers say.
        package var transcriptionModel = "gpt-transcribe"
        /// The text model that sums calls up; nil to compute summaries from the record.
        package var summaryModel: String? = "gpt-5.4-mini"
        /// More trust roots, PEM, absolute path.
        package var caFile: String?
        /// How long connection, TLS and websocket upgrade may take together.
        package var dialTimeout = CallDuration.milliseconds(5000)
        /// The largest message taken from the model. The official SDK sets no limit.
        package var maxMessageBytes = 16_777_216
    }

    /// The carrier's side.
    package struct Twilio: Sendable, Equatable {
        /// The key of Twilio's request signatures.
        package var authToken = Secret("")
        /// When set, the account that every stream must be of.
        package var accountSID: String?
        /// The address of Twilio's REST API.
        package var apiURL = WebAddress(scheme: "https", host: "api.twilio.com")
        /// The largest websocket frame taken from a media stream.
        package var maxFrameBytes = 65_536
    }

    /// The single-use tokens that join webhook and media stream.
    package struct Tickets: Sendable, Equatable {
        /// The key they are signed with: random for this process if none is set.
        package var secret = Secret.random()
        /// How long a token is good for.
        package var lifetime = CallDuration.seconds(15)
    }

    /// What every call does unless its tenant says otherwise.
    package struct Calls: Sendable, Equatable {
        /// How long a media socket may be open without `start`.
        package var startTimeout = CallDuration.seconds(10)
        /// How long the model may take from the ticket to a session that is set up. No key of its own.
        package var sessionTimeout = CallDuration.seconds(10)
        /// How much of the caller's audio is held while the model is dialled.
        package var heldAudio = CallDuration.milliseconds(5000)
        /// Silence, length and keypad.
        package var manners = PhoneManners()
        /// Turn detection.
        package var turnDetection = TurnDetectionPolicy()
    }

    /// The businesses that are answered for.
    package struct Tenants: Sendable, Equatable {
        /// The tenants file; absolute once loaded.
        package var file = "Config/tenants.yaml"
        /// Whose phone it is where a tenant does not say.
        package var agentName = "CORA"
        /// Whether greetings are recorded before the first call.
        package var warmGreetings = true
        /// Whether tenants' own tools may be in this machine's own networks, and be asked over plain HTTP.
        package var allowsPrivateTools = false
    }

    /// What calls have done.
    package struct Tools: Sendable, Equatable {
        /// How long one run of a tool may take.
        package var deadline = CallDuration.milliseconds(2000)
    }

    /// Where calls are taken down.
    package struct Store: Sendable, Equatable {
        /// The database, as libpq takes it; without one, calls are only logged.
        package var databaseURL: Secret?
        /// Where records wait until the database has them; absolute once loaded.
        package var outboxFolder = ".cora/outbox"
        /// The most the outbox may hold, in megabytes.
        package var outboxMegabytes = 1024
        /// Whether the database's tenants follow the tenants file, for development; else only the first start takes it
        /// in. No key of its own.
        package var followsTenantsFile = false
        /// A file of listings that the first start gives every tenant, for development. No key of its own.
        package var sampleListings: String?
    }

    /// Who may look at the server and act on it.
    package struct Access: Sendable, Equatable {
        /// The token that may read and act.
        package var opsToken: Secret?
        /// The token that may only read.
        package var opsReadToken: Secret?
        /// The port of ops, metrics and analytics, if not the calls'.
        package var port: Int?
        /// The address to bind for it.
        package var host = "127.0.0.1"
    }

    /// What is written about it.
    package struct Log: Sendable, Equatable {
        /// The least severe level that is written.
        package var level = Logger.Level.info
        /// For people or for machines.
        package var format = LogFormat.human
        /// What is hidden of callers.
        package var privacy = LogRedaction.Privacy.none
    }

    /// What is measured, and who is told.
    package struct Observation: Sendable, Equatable {
        /// Whether `/metrics` tells tenants apart.
        package var tenantLabels = TenantLabels()
        /// Where spans go: a collector's address; nil for nowhere.
        package var collector: WebAddress?
        /// Headers that it wants: `name=value`, with commas between.
        package var collectorHeaders: Secret?
        /// What this service is called there.
        package var serviceName = "cora"
    }

    /// Names of earlier versions.
    package struct Supabase: Sendable, Equatable {
        /// The project's address.
        package var url: WebAddress?
        /// Its service key.
        package var key: Secret?
    }

    /// What a tenant has before its own entry is read.
    package var tenantDefaults: Tenant {
        Tenant(
            id: "", numbers: [], agentName: tenants.agentName, turnDetection: calls.turnDetection,
            manners: calls.manners)
    }
}
