//! What the people of the demo organisation work on: vaults and their items, groups, servers, partners.

/// A shared vault.
#[derive(Debug)]
pub(super) struct Vault {
    pub(super) name: &'static str,
    /// The team that it belongs to; nothing for one that all share.
    team: Option<&'static str>,
    pub(super) items: &'static [&'static str],
}

#[rustfmt::skip]
pub(super) static VAULTS: [Vault; 12] = [
    Vault { name: "Company", team: None, items: &["Travel portal", "Expense tool", "Visitor Wi-Fi", "Meeting rooms", "Press kit storage", "Lunch orders", "Parcel lockers", "Printer release"] },
    Vault { name: "Engineering", team: Some("Engineering"), items: &["Build server", "Package registry", "Staging database", "Error tracker", "Load test account", "Code signing certificate", "Status page", "Feature flags", "Container registry", "Release bot"] },
    Vault { name: "IT operations", team: Some("IT"), items: &["Domain registrar", "DNS console", "Firewall Oslo", "Firewall Bengaluru", "Backup storage", "Device management", "Directory sync", "Root recovery codes", "Monitoring", "Certificate authority"] },
    Vault { name: "Finance", team: Some("Finance"), items: &["Bank portal", "Payroll", "Tax authority login", "Invoice archive", "Card administration", "Audit data room", "Insurance portal"] },
    Vault { name: "People", team: Some("People"), items: &["Applicant tracking", "Benefits portal", "Pension provider", "Background checks", "Learning platform", "Contract archive"] },
    Vault { name: "Sales", team: Some("Sales"), items: &["Customer database", "Tender platform", "Partner portal", "Demo tenant", "Quote generator", "Trade fair account"] },
    Vault { name: "Marketing", team: Some("Marketing"), items: &["Newsletter tool", "Web analytics", "Photo library", "Event platform", "Website editor", "Survey tool"] },
    Vault { name: "Design", team: Some("Design"), items: &["Font licences", "Design library", "Prototype sharing", "Usability lab", "Icon set"] },
    Vault { name: "Product", team: Some("Product"), items: &["Roadmap", "Interview recordings", "Beta programme", "Usage dashboards", "Customer council"] },
    Vault { name: "Legal", team: Some("Legal"), items: &["Contract management", "Trademark register", "Court filing portal", "Privacy requests", "Board portal"] },
    Vault { name: "Support", team: Some("Support"), items: &["Help desk", "Telephone system", "Refund console", "Chat console", "Knowledge base", "Test customer"] },
    Vault { name: "Management", team: Some("Management"), items: &["Board papers", "Investor portal", "Strategy workspace", "Emergency contacts"] },
];

pub(super) static GROUPS: [&str; 6] =
    ["Everyone in Oslo", "On call", "Contractors", "Finance approvers", "Release managers", "New joiners"];

pub(super) static PARTNERS: [&str; 6] = [
    "mira.lund@partner.example",
    "accounts@supplier.example",
    "j.osterman@partner.example",
    "legal@counsel.example",
    "amal.farouk@supplier.example",
    "intern.2@partner.example",
];

pub(super) static SERVERS: [&str; 10] =
    ["NO-07", "NO-12", "DE-31", "CH-05", "GB-18", "US-44", "IN-03", "SG-02", "BR-09", "JP-11"];

/// Returns the vault that a team works in, or the one that all share.
pub(super) fn vault_of(team: &str) -> usize {
    VAULTS.iter().position(|vault| vault.team == Some(team)).unwrap_or(0)
}
