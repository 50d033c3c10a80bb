import CoraTenant
import Testing

struct PhoneNumberTests {
    @Test(arguments: [
        ("(512) 555-0142", "+15125550142"), ("+1 512 555 0142", "+15125550142"), ("512.555.0142", "+15125550142"),
        ("five one two, 555 0142", "+15125550142"), ("1-512-555-0142", "+15125550142"),
        ("five one two double five five oh one four two", "+15125550142"),
        ("five one two, triple five, zero one forty two", "+15125550142"),
        ("my number is 512-555-0142", "+15125550142"), ("eight hundred, 555 0142", "+18005550142"),
        ("cinco uno dos, 555 0142", "+15125550142"), ("five twelve 555 0142", "+15125550142"),
        ("plus one five one two 555 0142", "+15125550142"), ("011 44 20 7946 0958", "+442079460958"),
        ("+44 20 7946 0958", "+442079460958"), ("0044 20 7946 0958", "+442079460958"),
        ("+39 06 6982 1234", "+390669821234"), ("+34 612 345 678", "+34612345678"),
        ("+52 55 1234 5678", "+525512345678"), ("+14155550199", "+14155550199"),
        ("+44 (0)20 7946 0018", "+442079460018"), ("+44 020 7946 0958", "+442079460958"),
        ("0049 (0) 30 123456", "+4930123456"), ("+39 (0)6 6982 1234", "+390669821234"),
        ("+225 01 23 45 67 89", "+2250123456789"), ("٥١٢٥٥٥٠١٤٢", "+15125550142"), ("५१२-५५५-०१४२", "+15125550142"),
        ("＋１（５１２）５５５－０１４２", "+15125550142"), ("512–555—0142", "+15125550142"),
    ])
    func `what people say and models write`(text: String, e164: String) throws {
        #expect(try PhoneNumber(text).e164 == e164)
    }

    @Test(arguments: [
        ("", PhoneNumber.Refusal.noNumber), ("call me maybe", .noNumber),
        ("512-555-0142'; DROP TABLE leads;--", .noNumber),
        ("1-800-FLOWERS", .noNumber), ("512 555 0142 +1", .noNumber),
        (String(repeating: "5", count: 200), .noNumber),
        ("911", .emergency), ("9-1-1", .emergency), ("nine one one", .emergency), ("+1 911", .emergency),
        ("1911", .emergency), ("112", .emergency), ("999", .emergency), ("+44 999", .emergency),
        ("000", .emergency),
        ("+1 988", .emergency), ("988", .emergency),
        ("411", .shortCode), ("+43 0 1234", .shortCode), ("46645", .shortCode), ("+12345", .shortCode),
        ("555-0142", .incomplete(digits: 7)), ("512 555 01423", .incomplete(digits: 11)),
        ("1 512 555", .shortCode), ("+44 20 7946 0958 1234567", .incomplete(digits: 19)),
        ("512-555-0142 ext 12", .hasExtension), ("512 555 0142 x5", .hasExtension),
        ("1-900-555-0142", .premium), ("+1 900 555 0142", .premium), ("512-976-1234", .premium),
        ("512-555-1212", .premium), ("+44 909 879 0000", .premium), ("+44 871 234 5678", .premium),
        ("+49 900 1234567", .premium), ("+33 899 70 00 00", .premium), ("+979 1 2345 6789", .premium),
        ("+881 6 1234 5678", .premium), ("011 44 909 879 0000", .premium), ("+61 1900 123 456", .premium),
        ("112 555 0142", .incomplete(digits: 9)), ("012 555 0142", .impossible), ("512 155 0142", .impossible),
        ("911 555 0142", .impossible), ("512 411 0142", .impossible), ("222 222 2222", .impossible),
        ("+999 1234 5678", .impossible), ("+0987654321", .impossible),
        ("+34 0612 345 678", .impossible), ("+44 0020 7946 0958", .impossible),
        ("+44 20 7946", .incomplete(digits: 8)), ("+33 6 12 34 56 7", .incomplete(digits: 10)),
        ("+1 (0)512 555 0142", .incomplete(digits: 11)),
    ])
    func `what is refused, and why`(text: String, why: PhoneNumber.Refusal) {
        #expect(throws: why) { try PhoneNumber(text) }
        #expect(!why.words.isEmpty)
    }

    @Test func `an extension is read apart from the number`() throws {
        for (text, wanted) in [
            ("512-555-0142 ext. 12", "12"), ("(512) 555-0142 x5", "5"), ("512 555 0142 extension four two", "42"),
            ("512 555 0142 #7", "7"),
        ] {
            let (number, digits) = try PhoneNumber.withExtension(text)
            #expect(number.e164 == "+15125550142" && digits == wanted, "\(text)")
        }
        #expect(try PhoneNumber.withExtension("512 555 0142").extension == nil)
        #expect(throws: PhoneNumber.Refusal.hasExtension) { try PhoneNumber.withExtension("512 555 0142 ext") }
        #expect(throws: PhoneNumber.Refusal.hasExtension) { try PhoneNumber.withExtension("512 555 0142 x5125550143") }
    }

    @Test func `read aloud in groups`() throws {
        #expect(try PhoneNumber("5125550142").spoken == "5 1 2, 5 5 5, 0 1 4 2")
        #expect(try PhoneNumber("+442079460958").spoken == "plus 4 4 2, 0 7 9, 4 6 0, 9 5 8")
    }
}
