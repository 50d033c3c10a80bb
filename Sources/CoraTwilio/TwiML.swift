/// A TwiML document: what Twilio is to do with a call ("TwiML for Programmable Voice").
package struct TwiML: Sendable, Equatable {
    /// How Twilio requests a URL.
    package enum Method: String, Sendable, Equatable {
        /// The two methods Twilio knows.
        case get = "GET"
        case post = "POST"
    }

    /// One instruction; Twilio runs them in order.
    package enum Verb: Sendable, Equatable {
        /// Give the call's audio to a server.
        case connect(Connect)
        /// Speak a text.
        case say(Say)
        /// Wait that many whole seconds; as the first verb it delays answering.
        case pause(length: Int)
        /// Call another number and join the two calls.
        case dial(Dial)
        /// Speak a text and wait for the caller to press a key.
        case gather(Gather)
        /// End the call.
        case hangup
        /// Fetch a document from this URL and go on with it.
        case redirect(url: String, method: Method?)
        /// Do not answer; only as the first verb.
        case reject(reason: RejectReason?)
    }

    /// What a rejected caller hears.
    package enum RejectReason: String, Sendable, Equatable {
        /// A "not in service" announcement.
        case rejected
        /// The engaged tone.
        case busy
    }

    /// The instructions.
    package var verbs: [Verb]

    package init(_ verbs: [Verb]) {
        self.verbs = verbs
    }
}

extension TwiML {
    /// `<Connect>` around a `<Stream>`; ends when the server closes the socket.
    package struct Connect: Sendable, Equatable {
        /// The URL Twilio asks what to do after the stream; without it the next verb runs.
        package var action: String?
        /// How `action` is requested; Twilio's default is POST.
        package var method: Method?
        /// Where the audio goes.
        package var stream: Stream

        package init(action: String? = nil, method: Method? = nil, stream: Stream) {
            self.action = action
            self.method = method
            self.stream = stream
        }
    }

    /// `<Stream>`: a media socket.
    package struct Stream: Sendable, Equatable {
        /// The socket, `wss` and without a query, which Twilio would drop.
        package var url: String
        /// A name, unique in the call.
        package var name: String?
        /// The URL Twilio tells that the stream started, stopped or failed.
        package var statusCallback: String?
        /// How `statusCallback` is requested.
        package var statusCallbackMethod: Method?
        /// The values that the `start` message carries to the server.
        package var parameters: [Parameter]

        package init(
            url: String, name: String? = nil, statusCallback: String? = nil, statusCallbackMethod: Method? = nil,
            parameters: [Parameter] = []
        ) {
            self.url = url
            self.name = name
            self.statusCallback = statusCallback
            self.statusCallbackMethod = statusCallbackMethod
            self.parameters = parameters
        }
    }

    /// `<Parameter>`: a value for `start.customParameters`.
    package struct Parameter: Sendable, Equatable {
        /// Twilio's limit: name and value together have to be shorter, in characters.
        package static let lengthLimit = 500

        /// The name.
        package let name: String
        /// The value.
        package let value: String

        /// - Throws: ``TwiMLError`` when name and value are too long for Twilio, or the name is empty.
        package init(name: String, value: String) throws(TwiMLError) {
            guard !name.isEmpty else { throw TwiMLError(code: .emptyName, message: "a <Parameter> has no name") }
            // UTF-16 is the longest of the ways in which Twilio may count.
            let length = name.utf16.count + value.utf16.count
            guard length < Self.lengthLimit else {
                throw TwiMLError(
                    code: .parameterTooLong, message: "<Parameter \(name.prefix(64))> has \(length) characters")
            }
            self.name = name
            self.value = value
        }
    }

    /// `<Say>`: a text spoken by Twilio.
    package struct Say: Sendable, Equatable {
        /// What is said.
        package var text: String
        /// Twilio's name of a voice, such as `Polly.Joanna`.
        package var voice: String?
        /// A language tag such as `en-US`.
        package var language: String?

        package init(_ text: String, voice: String? = nil, language: String? = nil) {
            self.text = text
            self.voice = voice
            self.language = language
        }
    }

    /// `<Gather>` for one key; Twilio speaks `say` while it waits.
    package struct Gather: Sendable, Equatable {
        /// The URL that is sent the key, as `Digits`, and answers what to do next; without a key the next verb runs.
        package var action: String
        /// How `action` is requested.
        package var method: Method?
        /// Seconds to wait for the key; Twilio's default is 5.
        package var timeout: Int?
        /// What is said.
        package var say: Say

        package init(action: String, method: Method? = nil, timeout: Int? = nil, say: Say) {
            self.action = action
            self.method = method
            self.timeout = timeout
            self.say = say
        }
    }

    /// `<Dial>` to one number.
    package struct Dial: Sendable, Equatable {
        /// The number, E.164.
        package var number: String
        /// The URL whose document runs on the other person's line before the two are joined; they hear it, the caller
        /// does not.
        package var whisper: String?
        /// The URL Twilio asks what to do afterwards; it is sent `DialCallStatus`.
        package var action: String?
        /// How `action` is requested.
        package var method: Method?
        /// Seconds to let it ring, 5 to 600; Twilio's default is 30.
        package var timeout: Int?
        /// Seconds the joined call may last; Twilio's default is 4 hours.
        package var timeLimit: Int?
        /// The number the other person sees; one of the account's, or the caller's.
        package var callerId: String?
        /// Whether the caller hears ringing until the other person answers.
        package var answerOnBridge: Bool?
        /// Whether the caller can leave the joined call with `*`.
        package var hangupOnStar: Bool?

        package init(
            number: String, whisper: String? = nil, action: String? = nil, method: Method? = nil, timeout: Int? = nil,
            timeLimit: Int? = nil,
            callerId: String? = nil, answerOnBridge: Bool? = nil, hangupOnStar: Bool? = nil
        ) {
            self.number = number
            self.whisper = whisper
            self.action = action
            self.method = method
            self.timeout = timeout
            self.timeLimit = timeLimit
            self.callerId = callerId
            self.answerOnBridge = answerOnBridge
            self.hangupOnStar = hangupOnStar
        }
    }
}

/// Why a TwiML document cannot be made.
package struct TwiMLError: Error, Sendable, Equatable {
    /// The kinds of fault.
    package enum Code: Sendable, Equatable {
        /// Name and value of a `<Parameter>` reach ``TwiML/Parameter/lengthLimit``.
        case parameterTooLong
        /// A `<Parameter>` without a name.
        case emptyName
    }

    /// The kind of fault.
    package var code: Code
    /// The fault in words, without the value.
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }
}
