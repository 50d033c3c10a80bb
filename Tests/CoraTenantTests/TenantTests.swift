import CoraTenant
import Testing

struct TenantTests {
    @Test(arguments: [
        ("Hi, I'm ${name}.", "Hi, I'm Ann."), ("${name}${name}", "AnnAnn"), ("${other} ${name}", "${other} Ann"),
        ("", ""), ("$name {name} $", "$name {name} $"), ("$${name}", "$Ann"), ("${name", "${name"),
        ("${}", "${}"), ("a ${ b } ${name}", "a ${ b } Ann"), ("${name} costs $5", "Ann costs $5"),
    ])
    func `names with a value are replaced, the rest stays as it stands`(template: String, text: String) {
        #expect(Tenant.fill(template, ["name": "Ann"]) == text)
    }

    @Test func `a value is not filled again`() {
        #expect(Tenant.fill("${a}", ["a": "${b}", "b": "x"]) == "${b}")
    }

    @Test func `the default greeting is in the tenant's language, a greeting of its own stays as it is`() {
        var tenant = Tenant(id: "acme", numbers: [], agentName: "Ann", language: "es")
        #expect(tenant.greeting.hasPrefix("Hola, se ha comunicado con Ann. Soy CORA,"))
        tenant.greetingTemplate = "Hi, ${agentDisplayName} here."
        #expect(tenant.greeting == "Hi, Ann here.")
    }

    @Test func `the default greeting names the person and the assistant`() {
        let tenant = Tenant(id: "acme", numbers: [], agentName: "Ann")

        #expect(tenant.greeting == "Hi, you've reached Ann. I'm CORA, their AI assistant. How can I help today?")
    }
}
