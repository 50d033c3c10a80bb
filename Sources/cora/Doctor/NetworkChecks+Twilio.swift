import CoraConsole
import CoraServer
import CoraSettings
import Foundation

// Asks Twilio's REST API about the account and its numbers.
extension NetworkChecks {
    private struct Account: Decodable {
        var status: String
        var type: String?
    }

    private struct NumberList: Decodable {
        var incomingPhoneNumbers: [Verdicts.Number]
        var nextPageUri: String?
    }

    /// The most entries that one page holds (Twilio, "Paging").
    private static let page = 1000

    /// Checks the account, and where calls to its numbers go.
    func twilio() async -> [Finding] {
        guard let sid = settings.twilio.accountSID else {
            return [
                .warn(
                    "Twilio account",
                    "TWILIO_ACCOUNT_SID is not set: it cannot be asked, and streams of any account are taken",
                    fix: "set TWILIO_ACCOUNT_SID: console.twilio.com shows it beside the auth token")
            ]
        }
        let account = settings.twilio.apiURL.appending("/2010-04-01/Accounts/\(sid)")
        switch await ask(account + ".json", sid) {
        case .failure(let why):
            return [
                .fail(
                    "Twilio account", "\(settings.twilio.apiURL.text) cannot be reached: \(why)",
                    fix: "let this machine out to it: callers are put through to people by it")
            ]
        case .success(let answer):
            let found = decoded(Account.self, answer)
            let finding = Verdicts.account(
                status: answer.status, state: found?.status, isTrial: found?.type == "Trial",
                at: settings.twilio.apiURL.text)
            guard found != nil else { return [finding] }
            return [finding, await numbers(account, sid)]
        }
    }

    private func numbers(_ account: String, _ sid: String) async -> Finding {
        guard case .success(let answer) = await ask("\(account)/IncomingPhoneNumbers.json?PageSize=\(Self.page)", sid),
            answer.status == 200, let list = decoded(NumberList.self, answer)
        else {
            return .warn(
                "Twilio numbers", "the account does not tell them", fix: "see at Twilio that each asks this server")
        }
        return Verdicts.numbers(
            list.incomingPhoneNumbers, areMore: list.nextPageUri != nil,
            webhook: settings.server.publicURL.appending("/twilio/voice"))
    }

    private func ask(_ url: String, _ sid: String) async -> Result<Answer, NoAnswer> {
        let pair = Data("\(sid):\(settings.twilio.authToken.revealed)".utf8).base64EncodedString()
        return await get(url, headers: ["Authorization": "Basic \(pair)"], caFile: nil)
    }

    private func decoded<Body: Decodable>(_ type: Body.Type, _ answer: Answer) -> Body? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(type, from: Data(answer.body.utf8))
    }
}
