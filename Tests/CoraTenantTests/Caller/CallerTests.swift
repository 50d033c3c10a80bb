import CoraTenant
import Testing

struct CallerTests {
    @Test(arguments: [
        "", " ", "anonymous", "Anonymous", "ANONYMOUS", "Restricted", "unknown", "Unavailable", "Blocked", "PRIVATE",
        "Private Number", "No Caller ID", "not available", "Unknown Caller", "withheld", "Out of Area", "null",
        "+266696687", "266696687", "+1266696687", "+7378742833", "7378742833", "+17378742833", "+2562533", "2562533",
        "+8656696", "8656696", "+86282452253", "86282452253", "+186282452253", "+7748283", "7748283", "+17748283",
        "+0000000000", "0", "sip:anonymous@anonymous.invalid", "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
        "sip:c8oqz84zk7z@anonymous.invalid", "sip:unknown@203.0.113.9:5060", "sip:+266696687@203.0.113.9",
        "Anonymous@203.0.113.9",
    ])
    func `a number is withheld in words, in nothing, in the keypad's digits and behind a SIP address`(from: String) {
        #expect(Caller(from) == .withheld)
        #expect(
            Caller(from).number == nil && Caller(from).recorded == "anonymous" && Caller(from).inPrompt == "withheld")
    }

    @Test(arguments: [
        ("+15125550142", "+15125550142"), ("sip:+15125550142@203.0.113.9:5060", "+15125550142"),
        ("sips:+15125550142@acme.example;transport=tls", "+15125550142"), ("tel:+442079460018", "+442079460018"),
        ("\"Ana\" <sip:+15125550142@203.0.113.9>;tag=1", "+15125550142"),
        ("sip:5125550142@pbx.example", "+15125550142"),
        ("sip:15125550142:secret@pbx.example", "+15125550142"), ("sip:%2B15125550142@pbx.example", "+15125550142"),
        ("15125550142", "+15125550142"), ("+15550123", "+15550123"),
    ])
    func `a number is a number, also behind a SIP address`(from: String, number: String) {
        #expect(Caller(from) == .number(number))
        #expect(Caller(from).recorded == number && Caller(from).inPrompt == number)
    }

    @Test(arguments: [
        "24273", "+1", "+12345", "ACMEHOMES", "sip:ana@acme.example", "sip:203.0.113.9", "client:ana",
        "client:anonymous", "+0155512345678", "whatsapp:+15125550142", "sip:1001@pbx.example", "442079460018",
    ])
    func `what is no telephone number is an address, and stays out of the prompt`(from: String) {
        #expect(Caller(from) == .address(from))
        #expect(Caller(from).number == nil && Caller(from).callable == nil)
        #expect(!Caller(from).inPrompt.contains(from) && !Caller(from).inWords.contains(from))
    }

    @Test func `the record's word is read as it was written`() {
        for caller in [Caller.withheld, .number("+15125550142"), .address("sip:ana@acme.example"), .web] {
            #expect(Caller(caller.recorded) == caller)
        }
    }

    @Test func `a caller in a browser has no number, and no telephone line`() {
        #expect(Caller("web") == .web)
        #expect(Caller.web.number == nil && Caller.web.callable == nil && !Caller.web.isOnLine)
        #expect(Caller.web.inPrompt.contains("browser") && Caller.web.inWords.contains("browser"))
        for from in ["client:web", "sip:web@acme.example", "WEB", "web "] {
            #expect(Caller(from) != .web && Caller(from).isOnLine)
        }
    }

    @Test func `only numbers that a plan has are shown to others or called back`() {
        #expect(Caller("+15125550142").callable?.e164 == "+15125550142")
        for from in ["+19005550123", "+15550123", "anonymous", "sip:ana@acme.example"] {
            #expect(Caller(from).callable == nil)
        }
    }

    @Test func `the number dialled is found behind a SIP address, too`() {
        #expect(Caller.dialled("sip:+15125550100@acme.sip.twilio.com") == "+15125550100")
        #expect(Caller.dialled("+15125550100") == "+15125550100")
        #expect(Caller.dialled("sip:reception@acme.sip.twilio.com") == "sip:reception@acme.sip.twilio.com")
    }
}
