import CoraCall
import CoraClients
import CoraSettings
import CoraTwilio
import Logging
import NIOCore

/// Has Twilio put live calls through to a person, over its REST API.
final class TwilioMover: CallMover {
    private let answers: TwilioAnswers
    private let baseURL: String
    private let accountSID: String
    private let secret: String
    private let http: LazyHTTPClient
    private let logger: Logger

    /// - Parameter answers: writes the TwiML.
    /// - Returns: nil if the settings name no account.
    init?(_ settings: Settings.Twilio, answers: TwilioAnswers, group: any EventLoopGroup, logger: Logger) {
        guard let account = settings.accountSID else { return nil }
        self.answers = answers
        baseURL = settings.apiURL.text
        accountSID = account
        secret = settings.authToken.revealed
        http = LazyHTTPClient(group: group)
        self.logger = logger
    }

    func move(_ order: TransferOrder, of ticket: CallTicket) async -> MoveOutcome {
        guard let http = http.client else { return .notMoved("the server is going away") }
        let client = TwilioCallsClient(baseURL: baseURL, accountSID: accountSID, secret: secret, http: http)
        do throws(TwilioCallsError) {
            try await client.redirect(callSID: ticket.callSID, to: answers.dial(order, for: ticket).render())
            return .moved
        } catch {
            switch error {
            case .callOver: return .gone
            case .unauthorised, .refused:
                // The operator has to mend this; the caller is put through all the same, when the stream closes.
                logger.critical(
                    "calls cannot be put through over Twilio's REST API", metadata: [LogKey.reason: "\(error)"])
            case .rateLimited, .unreachable, .unknown: break
            }
            return .notMoved("\(error)")
        }
    }

    /// Closes the client's connections.
    func shutdown() async {
        await http.shutdown()
    }
}
