//! The Open Cybersecurity Schema Framework (OCSF), version 1.5.0: the part that events are mapped to.
//!
//! All names and numbers are those of <https://schema.ocsf.io/1.5.0>. A test compares them with the schema. API
//! Activity (6003) and Datastore Activity (6005) are not here: both require the address of the client, which an
//! event without details lacks.

/// The place of an event in OCSF 1.5.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ocsf {
    /// The class of OCSF, for example 3002 for Authentication.
    pub class_uid: u16,
    /// The activity, numbered within the class. For 99 (Other), OCSF requires the sender's own `activity_name`.
    pub activity_id: u8,
    /// The status, if the class of the event implies it. Otherwise the outcome of the event is the status.
    pub status: Option<OcsfStatus>,
}

/// The status of an event in OCSF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OcsfStatus {
    /// `status_id` 1.
    Success,
    /// `status_id` 2.
    Failure,
}

impl OcsfStatus {
    /// Returns the number of the status.
    pub const fn status_id(self) -> u8 {
        match self {
            Self::Success => 1,
            Self::Failure => 2,
        }
    }
}

impl Ocsf {
    /// The activity for which OCSF has no number.
    pub const OTHER: u8 = 99;
    /// The place of an event whose type the catalog does not have: the base event.
    pub const UNKNOWN_TYPE: Self = Self::new(0, Self::OTHER);
    /// The place of an event that cannot be read: the base event, with an unknown activity.
    pub const UNREADABLE: Self = Self::new(0, 0);

    /// Returns the number of the category.
    pub const fn category_uid(self) -> u16 {
        self.class_uid / 1_000
    }

    /// Returns the name of the category.
    pub const fn category_name(self) -> &'static str {
        match self.category_uid() {
            2 => "Findings",
            3 => "Identity & Access Management",
            4 => "Network Activity",
            _ => "Uncategorized",
        }
    }

    /// Returns the number of the activity over all classes.
    pub const fn type_uid(self) -> u32 {
        self.class_uid as u32 * 100 + self.activity_id as u32
    }

    const fn new(class_uid: u16, activity_id: u8) -> Self {
        Self { class_uid, activity_id, status: None }
    }

    /// Returns the same place for events that are a success by their class.
    pub(crate) const fn succeeded(self) -> Self {
        Self { status: Some(OcsfStatus::Success), ..self }
    }

    /// Returns the same place for events that are a failure by their class.
    pub(crate) const fn failed(self) -> Self {
        Self { status: Some(OcsfStatus::Failure), ..self }
    }
}

/// Declares the classes of OCSF: their names, and a module for each with a constant per activity.
macro_rules! ocsf_classes {
    ($(
        $(#[$doc:meta])* $module:ident = $class_uid:literal $class_name:literal {
            $($activity:ident = $id:literal $name:literal),+ $(,)?
        }
    )+) => {
        $(
            $(#[$doc])*
            pub(crate) mod $module {
                use super::Ocsf;
                $(pub(crate) const $activity: Ocsf = Ocsf::new($class_uid, $id);)+
            }
        )+

        impl Ocsf {
            /// Returns the name of the class.
            pub const fn class_name(self) -> &'static str {
                match self.class_uid {
                    $($class_uid => $class_name,)+
                    _ => "Base Event",
                }
            }

            /// Returns the name of the activity in the class.
            pub const fn activity_name(self) -> &'static str {
                match (self.class_uid, self.activity_id) {
                    $($(($class_uid, $id) => $name,)+)+
                    (_, Self::OTHER) => "Other",
                    _ => "Unknown",
                }
            }
        }
    };
}

ocsf_classes! {
    /// Detection Finding.
    finding = 2004 "Detection Finding" { CREATE = 1 "Create", UPDATE = 2 "Update", CLOSE = 3 "Close" }
    /// Account Change.
    account = 3001 "Account Change" {
        PASSWORD_CHANGE = 3 "Password Change",
        PASSWORD_RESET = 4 "Password Reset",
        MFA_ENABLE = 10 "MFA Factor Enable",
        MFA_DISABLE = 11 "MFA Factor Disable",
        OTHER = 99 "Other",
    }
    /// Authentication.
    authentication = 3002 "Authentication" {
        LOGON = 1 "Logon",
        LOGOFF = 2 "Logoff",
        PREAUTH = 6 "Preauth",
        OTHER = 99 "Other",
    }
    /// Entity Management.
    entity = 3004 "Entity Management" {
        CREATE = 1 "Create",
        READ = 2 "Read",
        UPDATE = 3 "Update",
        DELETE = 4 "Delete",
        MOVE = 5 "Move",
        ENABLE = 8 "Enable",
        DISABLE = 9 "Disable",
        OTHER = 99 "Other",
    }
    /// Group Management.
    group = 3006 "Group Management" {
        ADD_USER = 3 "Add User",
        REMOVE_USER = 4 "Remove User",
        DELETE = 5 "Delete",
        CREATE = 6 "Create",
        OTHER = 99 "Other",
    }
    /// Tunnel Activity.
    tunnel = 4014 "Tunnel Activity" { OPEN = 1 "Open", CLOSE = 2 "Close", OTHER = 99 "Other" }
}
