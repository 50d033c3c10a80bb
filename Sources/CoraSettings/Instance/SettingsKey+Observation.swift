extension SettingsKey {
    /// The settings of what is measured, and where it is sent.
    static let observation = [
        SettingsKey(
            "metrics.tenantLabels", "METRICS_TENANT_LABELS", .flag, into: \.observation.tenantLabels.areOn),
        SettingsKey(
            "metrics.tenantCap", "METRICS_TENANT_CAP", .wholeNumber(1...1000, of: "tenants"),
            into: \.observation.tenantLabels.cap),
        SettingsKey(
            optional: "otel.exporterOtlpEndpoint", "OTEL_EXPORTER_OTLP_ENDPOINT",
            .address("a collector's address like http://127.0.0.1:4318", schemes: ["http", "https"]),
            into: \.observation.collector),
        SettingsKey(
            optional: "otel.exporterOtlpHeaders", "OTEL_EXPORTER_OTLP_HEADERS",
            .secret("headers for the collector: name=value, with commas between"),
            into: \.observation.collectorHeaders, .secret),
        SettingsKey(
            "otel.serviceName", "OTEL_SERVICE_NAME", .word("a name without blanks"),
            into: \.observation.serviceName),
    ]

    /// Every secret in these settings, by the name under which people know it.
    package static func secrets(of settings: Settings) -> [(name: String, text: String)] {
        all.filter(\.isSecret).flatMap { key in key.reveal(settings).map { (key.name, $0.revealed) } }
    }
}
