//! Links of mails to the dashboard.

/// The origin of the dashboard, which is also that of the API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links<'a>(pub(crate) &'a str);

impl Links<'_> {
    /// Returns the URL of a finding, for the people who handle findings.
    pub(crate) fn finding(self, id: &str) -> String {
        self.url(&format!("findings/{id}"))
    }

    /// Returns the URL of the findings of the organization.
    pub(crate) fn findings(self) -> String {
        self.url("findings")
    }

    /// Returns the URL of a finding, for the person whom it is about.
    pub(crate) fn own_finding(self, id: &str) -> String {
        self.url(&format!("me/findings/{id}"))
    }

    /// Returns the URL of the findings about a person's own account.
    pub(crate) fn own_findings(self) -> String {
        self.url("me/findings")
    }

    /// Returns the URL of the preferences of mails.
    pub(crate) fn preferences(self) -> String {
        self.url("me/notifications")
    }

    /// Returns the URL that ends digests.
    pub(crate) fn unsubscribe(self, token: &str) -> String {
        self.url(&format!("v1/unsubscribe/{token}"))
    }

    fn url(self, path: &str) -> String {
        format!("{}/{path}", self.0.trim_end_matches('/'))
    }
}
