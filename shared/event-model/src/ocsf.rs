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

/// Declares one class of OCSF: a module with a constant per activity.
macro_rules! ocsf_class {
    ($(#[$doc:meta])* $module:ident = $class_uid:literal { $($activity:ident = $id:literal),+ }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use super::Ocsf;
            $(pub(crate) const $activity: Ocsf = Ocsf::new($class_uid, $id);)+
        }
    };
}

ocsf_class! {
    /// Detection Finding.
    finding = 2004 { CREATE = 1, UPDATE = 2, CLOSE = 3 }
}
ocsf_class! {
    /// Account Change.
    account = 3001 { PASSWORD_CHANGE = 3, PASSWORD_RESET = 4, MFA_ENABLE = 10, MFA_DISABLE = 11, OTHER = 99 }
}
ocsf_class! {
    /// Authentication.
    authentication = 3002 { LOGON = 1, LOGOFF = 2, PREAUTH = 6, OTHER = 99 }
}
ocsf_class! {
    /// Entity Management.
    entity = 3004 { CREATE = 1, READ = 2, UPDATE = 3, DELETE = 4, MOVE = 5, ENABLE = 8, DISABLE = 9, OTHER = 99 }
}
ocsf_class! {
    /// Group Management.
    group = 3006 { ADD_USER = 3, REMOVE_USER = 4, DELETE = 5, CREATE = 6, OTHER = 99 }
}
ocsf_class! {
    /// Tunnel Activity.
    tunnel = 4014 { OPEN = 1, CLOSE = 2, OTHER = 99 }
}
