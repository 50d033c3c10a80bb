import CoraTwilio
import NIOCore
import Testing

private let token = "9f3c1e7a5b2d4860c1a7e5f3b9d20864"

/// Signatures computed with Twilio's Python library 9.13.0.
struct RequestSignatureTests {
    private let verifier = RequestSignature(authTokens: [token])
    private let voiceURL = "https://voice.example.com/twilio/voice"
    private let socketURL = "wss://voice.example.com/twilio/media"
    private let voiceBody =
        "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&CallSid=CA0000000000000000000000000000000a"
        + "&CallStatus=ringing&Called=%2B14155550100&Caller=%2B14155550123&CallerCity=&CallerCountry=US&Direction=inbound"
        + "&From=%2B14155550123&FromCity=&StirVerstat=TN-Validation-Passed-A&To=%2B14155550100"
    private let dialBody =
        "AccountSid=AC00000000000000000000000000000001&CallSid=CA0000000000000000000000000000000a&CallStatus=in-progress"
        + "&DialCallStatus=no-answer&DialBridged=false&SpeechResult=Caf%C3%A9+au+lait%21"

    private func form(_ body: String) throws -> FormBody {
        try #require(FormBody.parse(body))
    }

    private func verdict(
        _ url: String, _ body: RequestSignature.Body = .none, _ signature: String?, settings: String? = nil
    ) -> RequestSignature.Verdict {
        verifier.verify(.init(url: url, body: body, signature: signature, settings: settings))
    }

    @Test func `the signature of a voice webhook is accepted`() throws {
        let fields = try form(voiceBody)
        #expect(RequestSignature.sign(url: voiceURL, form: fields, key: token) == "NaUwFHF+kjTuZV7igMTIoDGH4uI=")
        #expect(verdict(voiceURL, .form(fields), "NaUwFHF+kjTuZV7igMTIoDGH4uI=") == .genuine)
        #expect(verdict(voiceURL, .form(fields), "uTmIKE7fxVjU5fCO6Ixl8S5KEEg=") == .mismatch)
        let withoutBlanks = FormBody(fields.fields.filter { !$0.value.isEmpty })
        #expect(RequestSignature.sign(url: voiceURL, form: withoutBlanks, key: token) == "uTmIKE7fxVjU5fCO6Ixl8S5KEEg=")
        #expect(verdict(voiceURL + "#rc=2", .form(fields), "NaUwFHF+kjTuZV7igMTIoDGH4uI=") == .genuine)
    }

    @Test func `the signature of a changed request is refused`() throws {
        var fields = try form(voiceBody)
        fields.fields[2].value += "0"
        #expect(verdict(voiceURL, .form(fields), "NaUwFHF+kjTuZV7igMTIoDGH4uI=") == .mismatch)
        #expect(verdict(voiceURL + "/", .form(try form(voiceBody)), "NaUwFHF+kjTuZV7igMTIoDGH4uI=") == .mismatch)
        #expect(verdict(voiceURL, .form(try form(voiceBody)), "NaUwFHF+kjTuZV7igMTIoDGH4uI") == .mismatch)
        #expect(verdict(voiceURL, .form(try form(voiceBody)), nil) == .unsigned)
        #expect(verdict(voiceURL, .form(try form(voiceBody)), "") == .unsigned)
    }

    @Test(arguments: [
        ("wss://voice.example.com/twilio/media", "sY8QzScYNVzQ70zPw4HnhZRQ5gQ=", RequestSignature.Verdict.genuine),
        ("wss://voice.example.com/twilio/media", "5rg0+UCjkJ/M959h4rXSL3xH424=", .genuine),
        ("wss://voice.example.com/twilio/media", "8Pw6ih7SHjCo0DksgZAv6PmAEQQ=", .mismatch),
        ("wss://voice.example.com/twilio/media", "etCH7zJiiaOZ1/JbOfD1HZn8DK4=", .mismatch),
        ("wss://voice.example.com:443/twilio/media", "sY8QzScYNVzQ70zPw4HnhZRQ5gQ=", .genuine),
        ("wss://voice.example.com:443/twilio/media", "etCH7zJiiaOZ1/JbOfD1HZn8DK4=", .genuine),
        ("wss://user:pw@voice.example.com/twilio/media", "sY8QzScYNVzQ70zPw4HnhZRQ5gQ=", .genuine),
        ("wss://voice.example.com/twilio/media/", "sY8QzScYNVzQ70zPw4HnhZRQ5gQ=", .mismatch),
        ("https://voice.example.com/twilio/media", "8Pw6ih7SHjCo0DksgZAv6PmAEQQ=", .genuine),
        ("https://voice.example.com/twilio/media", "sY8QzScYNVzQ70zPw4HnhZRQ5gQ=", .mismatch),
    ])
    func `the signature of a websocket handshake is known`(
        url: String, signature: String, expected: RequestSignature.Verdict
    ) {
        #expect(verdict(url, .none, signature) == expected)
    }

    @Test func `a signature is accepted with the port in the URL, and without`() throws {
        let url = "https://voice.example.com:8443/twilio/dial-done?leg=2&note=a%20b"
        let fields = try form(dialBody)
        #expect(fields["SpeechResult"] == "Café au lait!")
        #expect(RequestSignature.sign(url: url, form: fields, key: token) == "1JzINabss/zzHS6m84Rv1EBKKB8=")
        #expect(verdict(url, .form(fields), "1JzINabss/zzHS6m84Rv1EBKKB8=") == .genuine)
        #expect(verdict(url, .form(fields), "gbUqZIVVfDDdZK2z1uasTYV0irM=") == .genuine)
        let withCredentials = "https://user:pw@voice.example.com:8443/twilio/dial-done?leg=2&note=a%20b"
        #expect(verdict(withCredentials, .form(fields), "gbUqZIVVfDDdZK2z1uasTYV0irM=") == .genuine)
    }

    @Test func `an IPv6 host keeps its brackets`() {
        let signature = RequestSignature.sign(url: "https://[2001:db8::1]/x", key: token)
        #expect(verdict("https://[2001:db8::1]:8443/x", .none, signature) == .genuine)
        let withPort = RequestSignature.sign(url: "https://[2001:db8::1]:443/x", key: token)
        #expect(verdict("https://[2001:db8::1]/x", .none, withPort) == .genuine)
    }

    @Test func `the hash of a JSON body is checked`() {
        let url =
            "https://voice.example.com/twilio/events"
            + "?bodySHA256=2c0666189e06a136563bd761c2f72f38f9bac28ae28ac660caca87f3e6e3fa6f"
        let body = ByteBuffer(string: #"{"event":"demo","n":1}"#)
        #expect(RequestSignature.bodyHash(body) == "2c0666189e06a136563bd761c2f72f38f9bac28ae28ac660caca87f3e6e3fa6f")
        #expect(verdict(url, .raw(body), "HURxs82CniKogUgxUCDUYOEfI5k=") == .genuine)
        #expect(verdict(url, .raw(body), "HURxs82CniKogUgxUCDUYOEfI5k-") == .mismatch)
        var longer = body
        longer.writeString(" ")
        #expect(verdict(url, .raw(longer), "HURxs82CniKogUgxUCDUYOEfI5k=") == .bodyChanged)
        let signature = RequestSignature.sign(url: "https://voice.example.com/x", key: token)
        #expect(verdict("https://voice.example.com/x", .raw(body), signature) == .bodyChanged)
    }

    @Test func `the signature of a GET is accepted`() {
        let url = voiceURL + "?From=%2B14155550123&CallSid=CA0000000000000000000000000000000a"
        #expect(verdict(url, .none, "BqriRqha8CpeKsroxhnXmlkM404=") == .genuine)
    }

    @Test func `fields are sorted by bytes, and blanks are kept`() throws {
        let fields = try form("b=2&B=1&a=&A=0&_=u&A1=x")
        #expect(verdict(voiceURL, .form(fields), "61hIqibpgxgqVDkE9+xWChyrghs=") == .genuine)
    }

    /// Composed and decomposed letters are two names, and U+FFFF stands before the emoji, as in UTF-8.
    @Test func `signatures are compared by bytes, not by characters`() {
        let fields = FormBody([
            .init("é", "z"), .init("e\u{301}", "y"), .init("Z", ""), .init("😀", "1"), .init("\u{FFFF}", "2"),
        ])
        #expect(
            RequestSignature.sign(url: "https://x.example/é?a=1", form: fields, key: "12345")
                == "ace+wjH8gYh+JdUc0c6m148tqus=")
    }

    @Test(arguments: [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:80/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ])
    func `signatures agree with the tests of Twilio's own library`(url: String, signature: String) throws {
        let fields = try form(
            "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309")
        let verifier = RequestSignature(authTokens: ["12345"])
        #expect(verifier.verify(.init(url: url, body: .form(fields), signature: signature)) == .genuine)
    }

    @Test func `a repeated pair counts once`() throws {
        let fields = try form("Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234")
        #expect(
            RequestSignature.sign(url: "https://mycompany.com/myapp.php?foo=1&bar=2", form: fields, key: "12345")
                == "IK+Dwps556ElfBT0I3Rgjkr1wJU=")
    }

    @Test func `the old token is accepted beside the new one`() {
        let verifier = RequestSignature(authTokens: ["other", "", token])
        #expect(
            verifier.verify(.init(url: socketURL, signature: "sY8QzScYNVzQ70zPw4HnhZRQ5gQ=")) == .genuine)
        let unkeyed = RequestSignature(authTokens: [""])
        let forged = RequestSignature.sign(url: socketURL, key: "")
        #expect(unkeyed.verify(.init(url: socketURL, signature: forged)) == .mismatch)
    }

    @Test func `the settings of the signature's header are followed`() throws {
        let fields = try form(voiceBody)
        let sha256 = "yAH7MyylChfL+n0svbgw4nztRaO6R1k5rLoBjTPGn30="
        let sha1 = "NaUwFHF+kjTuZV7igMTIoDGH4uI="
        let keyed = RequestSignature(authTokens: ["other"], sharedKeys: ["sk1": token])
        func verdict(_ settings: String, _ signature: String, _ signer: RequestSignature) -> RequestSignature.Verdict {
            signer.verify(.init(url: voiceURL, body: .form(fields), signature: signature, settings: settings))
        }
        #expect(verdict("key=sk1,algorithm=HMAC_SHA256", sha256, keyed) == .genuine)
        #expect(verdict(" key = sk1 , algorithm = hmac_sha256 ", sha256, keyed) == .genuine)
        #expect(verdict("key=sk1,algorithm=HMAC_SHA1", sha1, keyed) == .genuine)
        #expect(verdict("key=sk1,algorithm=HMAC_SHA1", sha256, keyed) == .mismatch)
        #expect(verdict("key=sk2,algorithm=HMAC_SHA256", sha256, keyed) == .unknownKey)
        #expect(verdict("key=sk1,algorithm=MD5", sha256, keyed) == .unknownAlgorithm)
        #expect(verdict("", sha1, verifier) == .genuine)
        #expect(verdict("key=sk1", sha1, verifier) == .genuine)
        #expect(verdict("algorithm=HMAC_SHA256", sha256, verifier) == .genuine)
    }
}

struct FormBodyTests {
    @Test func `a form keeps order, repeats and blanks`() {
        let form = FormBody.parse("b=2&a=&a=1&&c&=x&d=e=f")
        #expect(
            form?.fields == [
                .init("b", "2"), .init("a", ""), .init("a", "1"), .init("c", ""), .init("", "x"), .init("d", "e=f"),
            ])
        #expect(form?["a"] == "" && form?["z"] == nil)
        #expect(FormBody.parse("")?.fields.isEmpty == true)
    }

    @Test(arguments: [
        ("a+b", "a b"), ("%2B", "+"), ("%c3%A9", "é"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%%34", "%4"),
        ("%FF", "\u{FFFD}"), ("a%00b", "a\u{0}b"),
    ])
    func `a form is decoded`(text: String, value: String) {
        #expect(FormBody.parse("k=" + text)?["k"] == value)
    }

    @Test func `the fields of a form are bounded`() {
        let text = Array(repeating: "a=1", count: 257).joined(separator: "&")
        #expect(FormBody.parse(text) == nil)
        #expect(FormBody.parse(text, limit: 257)?.fields.count == 257)
    }

    @Test func `a form writes what it reads`() {
        let form = FormBody([.init("From", "+1 415"), .init("é&=", "100% ~ok_-."), .init("", "")])
        #expect(form.serialise() == "From=%2B1+415&%C3%A9%26%3D=100%25+~ok_-.&=")
        #expect(FormBody.parse(form.serialise()) == form)
    }
}
