//! The people of the demo organisation.

use super::places::Places;

const TABLE: &str = include_str!("members.tsv");

/// A person of the organisation.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) user_id: String,
    pub(super) name: &'static str,
    pub(super) email: String,
    pub(super) home: usize,
    pub(super) team: &'static str,
}

/// Returns everybody, in the order of their ids.
pub(super) fn load(places: &Places) -> Vec<Member> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.enumerate().map(|(index, line)| Member::read(index, line, places)).collect()
}

/// Returns the place of the member with this e-mail name, for the stories that are about somebody.
pub(super) fn position(members: &[Member], handle: &str) -> usize {
    let found = members.iter().position(|member| member.email.split('@').next() == Some(handle));
    found.expect("the table is part of the program, and a test reads it all")
}

impl Member {
    fn read(index: usize, line: &'static str, places: &Places) -> Self {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, handle, home, team] = cells[..] else {
            unreachable!("the table is part of the program, and a test reads it all: {line}")
        };
        Self {
            user_id: format!("u_{:04}", index + 1),
            name,
            email: format!("{handle}@northwind.example"),
            home: places.find(home),
            team,
        }
    }

    /// Says whether they run the organisation's accounts.
    pub(super) fn administers(&self) -> bool {
        matches!(self.team, "IT" | "Management")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::load;
    use crate::demo::places::Places;
    use crate::identity::{DEMO_ORGANIZATION, PEOPLE};

    #[test]
    fn everybody_is_somebody_and_those_who_can_sign_in_are_among_them() {
        let members = load(&Places::load());
        assert_eq!(members.len(), 120);
        assert_eq!(members.iter().map(|member| &member.email).collect::<HashSet<_>>().len(), 120);
        for person in PEOPLE.iter().filter(|person| person.organization == Some(&DEMO_ORGANIZATION)) {
            let member = members.iter().find(|member| member.user_id == person.user_id).unwrap();
            assert_eq!((member.name, member.email.as_str()), (person.name, person.email));
        }
    }
}
