//! The members of the demo organization and what they own: devices, vaults, groups and servers.

use std::sync::LazyLock;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use super::places::{Line, PLACES, Place};

/// Every member, in the order of their ids.
pub(super) static MEMBERS: LazyLock<Vec<Member>> = LazyLock::new(|| {
    let rows = include_str!("members.tsv").lines().filter(|line| !line.starts_with('#'));
    (1..).zip(rows).map(|(number, row)| Member::read(number, row)).collect()
});

pub(super) static ASSETS: LazyLock<Assets> =
    LazyLock::new(|| serde_json::from_str(include_str!("assets.json")).expect("a test reads the file"));

pub(super) static DEVICES: LazyLock<Devices> =
    LazyLock::new(|| serde_json::from_str(include_str!("devices.json")).expect("a test reads the file"));

/// A member of the organization.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) number: usize,
    pub(super) user_id: String,
    pub(super) name: &'static str,
    pub(super) handle: &'static str,
    pub(super) home: &'static Place,
    pub(super) team: &'static str,
    joined_days_ago: Option<u64>,
    left_days_ago: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Assets {
    pub(super) vaults: Vec<Vault>,
    pub(super) groups: Vec<String>,
    /// E-mail addresses outside of the organization.
    pub(super) partners: Vec<String>,
    pub(super) servers: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Vault {
    pub(super) name: String,
    team: Option<String>,
    pub(super) items: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Devices {
    computers: Vec<Device>,
    phones: Vec<Device>,
    /// The device of the account takeover.
    pub(super) attacker: Device,
    /// The client of the password spray.
    pub(super) script: Device,
}

/// A device, with the version of each product's application on it.
#[derive(Debug, Deserialize)]
pub(super) struct Device {
    pub(super) name: String,
    pub(super) user_agent: String,
    pub(super) account: String,
    pub(super) pass: String,
    pub(super) vpn: String,
    pub(super) vpn_user_agent: String,
}

impl Member {
    fn read(number: usize, row: &'static str) -> Self {
        let mut cells = row.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (name, handle, home, team) = (cell(), cell(), cell(), cell());
        Self {
            number,
            user_id: format!("u_{number:04}"),
            name,
            handle,
            home: PLACES.iter().find(|place| place.key == home).expect("a test reads every row"),
            team,
            joined_days_ago: cell().parse().ok(),
            left_days_ago: cell().parse().ok(),
        }
    }

    /// Returns the member with this e-mail name.
    pub(super) fn find(handle: &str) -> &'static Self {
        let found = MEMBERS.iter().find(|member| member.handle == handle);
        found.expect("handles come from the demo's own files, which a test reads")
    }

    pub(super) fn email(&self) -> String {
        format!("{}@northwind.example", self.handle)
    }

    pub(super) fn is_admin(&self) -> bool {
        matches!(self.team, "IT" | "Management")
    }

    /// Returns `true` if the person belongs to the organization on a day of the month that ends at `now`.
    pub(super) fn belongs_on(&self, day: NaiveDate, now: DateTime<Utc>) -> bool {
        let date = |days_ago: u64| now.date_naive() - Days::new(days_ago);
        self.joined_days_ago.is_none_or(|days_ago| date(days_ago) <= day)
            && self.left_days_ago.is_none_or(|days_ago| day < date(days_ago))
    }

    pub(super) fn computer(&self) -> &'static Device {
        &DEVICES.computers[self.number % DEVICES.computers.len()]
    }

    pub(super) fn phone(&self) -> &'static Device {
        &DEVICES.phones[self.number % DEVICES.phones.len()]
    }

    /// Returns the index of the team's vault.
    pub(super) fn vault(&self) -> usize {
        let own = |vault: &Vault| vault.team.as_deref() == Some(self.team);
        ASSETS.vaults.iter().position(own).unwrap_or(0)
    }

    pub(super) fn home_address(&self) -> std::net::IpAddr {
        self.home.address(Line::Home, self.number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{ASSETS, DEVICES, MEMBERS};
    use crate::identity::{DEMO_ORGANIZATION, PEOPLE};

    #[test]
    fn members_include_people_who_can_sign_in() {
        assert_eq!(MEMBERS.len(), 120);
        assert_eq!(MEMBERS.iter().map(|member| member.handle).collect::<HashSet<_>>().len(), 120);
        for person in PEOPLE.iter().filter(|person| person.organization == Some(&DEMO_ORGANIZATION)) {
            let member = MEMBERS.iter().find(|member| member.user_id == person.user_id).unwrap();
            assert_eq!((member.name, member.email().as_str()), (person.name, person.email));
        }
    }

    #[test]
    fn every_team_has_a_vault_and_members_have_devices() {
        assert_eq!(ASSETS.vaults[0].team, None, "the vault that all teams share");
        assert!(MEMBERS.iter().all(|member| member.vault() > 0));
        assert_eq!((DEVICES.computers.len(), DEVICES.phones.len()), (7, 5));
    }
}
