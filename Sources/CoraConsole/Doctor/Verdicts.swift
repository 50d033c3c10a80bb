/// Judges what was measured: values in, a finding out.
package enum Verdicts {
    /// Judges what OpenAI answered when asked for the account's models.
    /// - Parameters:
    ///   - status: the HTTP status.
    ///   - listed: the models in the answer; nil if it was not a list of models.
    ///   - wanted: the models that the settings name.
    package static func key(status: Int, listed: [String]?, wanted: [String], at address: String) -> Finding {
        let check = "OpenAI key"
        switch status {
        case 200:
            guard let listed else {
                return .warn(
                    check, "\(address) answers, but with no list of models",
                    fix: "see that OPENAI_BASE_URL is the API's address")
            }
            let missing = wanted.filter { !listed.contains($0) }
            guard missing.isEmpty else {
                return .warn(
                    check, "accepted, but the account does not list \(missing.joined(separator: ", "))",
                    fix:
                        "ask for access, or set OPENAI_MODEL (OPENAI_PREMIUM_MODEL, OPENAI_TRANSCRIPTION_MODEL) to a listed one"
                )
            }
            return .ok(check, "accepted; \(listed.count) models, \(wanted.joined(separator: ", ")) among them")
        case 401:
            return .fail(
                check, "\(address) refuses it (HTTP 401)",
                fix: "set OPENAI_API_KEY to a key that is valid: platform.openai.com, API keys")
        case 403:
            return .fail(
                check, "\(address) forbids it (HTTP 403)",
                fix: "let the key's project read models and use Realtime, or allow this region")
        case 404:
            return .warn(
                check, "\(address) has no list of models (HTTP 404), so the key is not proven",
                fix: "nothing, if this is a stand-in; else set OPENAI_BASE_URL to .../v1")
        case 429:
            return .fail(
                check, "the account is out of quota, or asked too often (HTTP 429)",
                fix: "see the account's billing and limits")
        case 500...:
            return .fail(check, "\(address) fails (HTTP \(status))", fix: "see status.openai.com; it may pass")
        default:
            return .fail(
                check, "\(address) answers HTTP \(status)", fix: "see that OPENAI_BASE_URL is the API's address")
        }
    }

    /// Judges how long a certificate is still good.
    package static func certificate(secondsLeft: Int, host: String) -> Finding {
        let check = "TLS certificate"
        let days = secondsLeft / 86_400
        let fix = "renew the certificate of \(host)"
        if secondsLeft <= 0 { return .fail(check, "that of \(host) has expired", fix: fix) }
        if days < 3 { return .fail(check, "that of \(host) expires in \(days) days", fix: fix) }
        if days < 14 { return .warn(check, "that of \(host) expires in \(days) days", fix: fix) }
        return .ok(check, "that of \(host) is trusted, \(days) days left")
    }

    /// Compares this machine's clock with another's.
    /// - Parameters:
    ///   - skew: how much this clock is ahead, in seconds; nil if no server told the time.
    ///   - isSynchronized: whether the system says that its clock follows a time server; nil if it does not say.
    package static func clock(skew: Double?, isSynchronized: Bool?, against: String) -> Finding {
        let check = "clock"
        let fix = "turn time synchronisation on: timedatectl set-ntp true"
        guard let skew else {
            return isSynchronized == true
                ? .ok(check, "synchronised, says the system")
                : .warn(check, "nobody told the time, and the system does not say that it is synchronised", fix: fix)
        }
        let away = "\(Words.fixed(abs(skew), 1)) s \(skew >= 0 ? "ahead of" : "behind") \(against)"
        if abs(skew) > 60 { return .fail(check, "\(away): certificates and tokens may count as expired", fix: fix) }
        if abs(skew) > 5 { return .warn(check, away, fix: fix) }
        if isSynchronized == false {
            return .warn(check, "right now, but the system does not synchronise it", fix: fix)
        }
        return .ok(check, "within \(Words.fixed(abs(skew), 1)) s of \(against)")
    }

    /// Judges whether the disk has room for the outbox.
    /// - Parameters: sizes in bytes.
    package static func disk(free: Int64, most: Int64, folder: String) -> Finding {
        let check = "outbox folder"
        let found = "\(folder) is writable, \(Words.bytes(free)) free"
        if free < 64_000_000 { return .fail(check, found, fix: "make room on its disk: without any, no call is taken") }
        if free < most {
            return .warn(
                check, "\(found), less than OUTBOX_MAX_MEGABYTES allows",
                fix: "make room, or lower OUTBOX_MAX_MEGABYTES")
        }
        return .ok(check, found)
    }

    /// Judges what `PUBLIC_URL/healthz` answered.
    package static func health(status: Int, body: String, server: String?, url: String) -> Finding {
        let check = "public address"
        guard status == 200, body == "ok\n" else {
            return .fail(
                check, "\(url) answers HTTP \(status), and not as CORA does\(server.map { " (Server: \($0))" } ?? "")",
                fix: "see that the proxy or tunnel of PUBLIC_URL leads to this server's port")
        }
        return .ok(check, "\(url) reaches a CORA")
    }

    /// Judges the statuses that the webhooks' address gave to a correctly signed request and to one that was not.
    package static func signature(signed: Int, unsigned: Int, url: String) -> Finding {
        let check = "signatures"
        let rewritten =
            "the proxy must not change path or query; PUBLIC_URL and TWILIO_AUTH_TOKEN must be those of the server that runs"
        switch (signed, unsigned) {
        case (204, 403): return .ok(check, "a signed webhook is taken (204), an unsigned one is not (403)")
        case (403, _): return .fail(check, "\(url) refuses a webhook that is signed rightly (403)", fix: rewritten)
        case (204, _):
            return .fail(
                check, "\(url) takes a webhook that nobody signed (\(unsigned))",
                fix: "something answers in CORA's place: see the proxy")
        default:
            return .fail(
                check, "\(url) answers HTTP \(signed) to a signed webhook",
                fix: "see that PUBLIC_URL leads to this server")
        }
    }

    /// Judges the statuses that the media socket's address gave to a correctly signed handshake and to one that was
    /// not. 101 is an upgrade; nil means that the connection closed without an answer.
    package static func mediaSocket(signed: Int?, unsigned: Int?, url: String) -> Finding {
        let check = "media socket"
        switch (signed, unsigned) {
        case (101, 403): return .ok(check, "\(url) opens for Twilio (101), and for nobody else (403)")
        case (101, 101):
            return .fail(check, "\(url) opens for anybody", fix: "something answers in CORA's place: see the proxy")
        case (101, _): return .ok(check, "\(url) opens for Twilio (101)")
        case (403, _):
            return .fail(
                check, "\(url) refuses a handshake that is signed rightly (403)",
                fix: "PUBLIC_URL and TWILIO_AUTH_TOKEN must be those of the server that runs")
        default:
            return .fail(
                check, "\(url) does not become a websocket (\(signed.map { "HTTP \($0)" } ?? "closed"))",
                fix:
                    "let the proxy pass Upgrade and Connection through (nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade)"
            )
        }
    }
}
