import CoraCall
package import CoraSettings
package import CoraTenant

/// Tenants for tests.
package enum SampleTenants {
    /// The values of tenants that do not say otherwise.
    package static let defaults = Tenant(
        id: "", numbers: [], agentName: "Ray Richards", instructions: "You are ${brandName}.")

    /// Two tenants, the second of which answers unknown numbers.
    package static let two = [
        Tenant(id: "ray", numbers: ["+14155550100", "+14155550110"], agentName: "Ray Richards", voice: "verse"),
        Tenant(id: "sarah", numbers: ["+14155550101"], agentName: "Sarah Chen", voice: "alloy"),
    ]

    /// A tenant nothing of which is as in the defaults.
    package static let full: TenantEntry = {
        var entry = TenantEntry(
            Tenant(
                id: "full", numbers: ["+14155550100", "+14155550101"], agentName: "Zoë \"Z\" O'Neill",
                brandName: "Nova",
                greetingTemplate: "Hi: ${agentDisplayName}\nand ${brandName} # not a comment",
                instructions: "You are ${brandName}.\n\n  - Be kind: \\o/\n- Be brief. 🏡", language: "es",
                voice: "verse",
                model: "gpt-realtime-mini", encoding: .pcm16,
                turnDetection: TurnDetectionPolicy(threshold: 0.71, prefixMilliseconds: 250, silenceMilliseconds: 640),
                transcriptionModel: "whisper-1", humanNumber: "+14155550111", zeroMeansHuman: true,
                manners: PhoneManners(
                    silence: .seconds(9), maximumDuration: .seconds(600), durationWarning: .seconds(45),
                    keypadPause: .milliseconds(1700))), isDefault: true)
        entry.isEnabled = false
        entry.tenant.phrases = [
            .hold: "Un momentito.", .stillThere: "¿Me oye? Soy ${brandName}.", .trouble: "Perdone: falla \"algo\".",
            .puttingThrough: "Le paso con ${agentDisplayName}.", .nearLimit: "Queda un minuto. 🏡",
            .goodbye: "¡Hasta luego!",
        ]
        (entry.tenant.fallbackModel, entry.tenant.fallbackBaseURL) = ("gpt-realtime", "wss://second.example:8443/v1")
        entry.tenant.humanNumbers = [.afterHours: "+14155550112", .spanishLine: "+14155550113"]
        entry.tenant.timeZone = "America/Los_Angeles"
        entry.tenant.businessHours = BusinessHours(byDay: [
            "mon": [["09:00", "12:00"], ["13:00", "17:30"]], "sat": [],
        ])
        entry.tenant.toolsAllowed = ["search_properties", "request_callback"]
        entry.tenant.declaredTools = tools
        entry.tenant.mcpServers = servers
        entry.tenant.limits = TenantLimits(
            concurrentCalls: 7, callsPerMinute: 30, burst: 12, dailySoft: Dollars("24.5"), dailyHard: Dollars("40"),
            whenRefused: .words)
        entry.tenant.web = Tenant.WebLine(
            isOpen: true, origins: ["https://zoe.example", "http://localhost:8080"], isDirect: true)
        entry.retentionDays = 90
        return entry
    }()

    private static let tools =
        ToolURL("https://tools.example/rate").map { url in
            [
                DeclaredTool(
                    description: ToolDescription(
                        name: "mortgage_rate", description: "Rates.",
                        parameters: .object([.init("years", .integer()), .init("city", .nullable(.string()))])),
                    url: url, secret: Confidential("whsec_1234"), deadline: .milliseconds(1500))
            ]
        } ?? []

    private static let servers =
        ToolURL("https://mcp.example/sse").map { url in
            [
                RemoteToolServer(
                    label: "crm", url: url, about: "The CRM.", authorization: Confidential("token-1234"),
                    headers: ["X-Team": Confidential("header-1234")], toolsAllowed: ["find"])
            ]
        } ?? []
}
