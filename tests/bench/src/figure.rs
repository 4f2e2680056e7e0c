//! One measured number and its target.

use serde::Serialize;

/// The target of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// This, to the second decimal.
    Exactly(f64),
    /// No target: it explains another figure.
    None,
}

/// How a figure was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Counted: the same on every machine. A miss fails the command.
    Counted,
    /// Timed: depends on the machine. A miss is only shown.
    Timed,
}

/// One measured number.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) section: &'static str,
    pub(crate) name: String,
    pub(crate) measured: f64,
    pub(crate) unit: &'static str,
    pub(crate) target: Target,
    pub(crate) kind: Kind,
}

impl Figure {
    /// A counted figure.
    pub(crate) fn counted(
        section: &'static str,
        name: impl Into<String>,
        measured: f64,
        unit: &'static str,
        target: Target,
    ) -> Self {
        Self { section, name: name.into(), measured, unit, target, kind: Kind::Counted }
    }

    /// A timed figure.
    pub(crate) fn timed(
        section: &'static str,
        name: impl Into<String>,
        measured: f64,
        unit: &'static str,
        target: Target,
    ) -> Self {
        Self { section, name: name.into(), measured, unit, target, kind: Kind::Timed }
    }

    /// Returns whether it meets its target, or `None` without one.
    pub(crate) fn met(&self) -> Option<bool> {
        // Sums of binary fractions: a billionth is not a miss.
        const EXACT: f64 = 1e-9;
        match self.target {
            Target::AtMost(most) => Some(self.measured <= most + EXACT),
            Target::AtLeast(least) => Some(self.measured >= least - EXACT),
            Target::Exactly(number) => Some((self.measured - number).abs() < 0.005),
            Target::None => None,
        }
    }

    /// Returns the cells of its row: name, measured, target, met or not.
    pub(crate) fn cells(&self) -> [String; 4] {
        let target = match self.target {
            Target::AtMost(most) => format!("≤ {}", number(most)),
            Target::AtLeast(least) => format!("≥ {}", number(least)),
            Target::Exactly(exact) => format!("{exact:.2}"),
            Target::None => String::new(),
        };
        let met = match self.met() {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        let measured = format!("{} {}", number(self.measured), self.unit);
        [self.name.clone(), measured.trim_end().to_owned(), target, met.to_owned()]
    }
}

/// Formats a number with three digits or so.
fn number(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    match number.abs() {
        size if size >= 1_000_000.0 => format!("{:.2} M", number / 1_000_000.0),
        size if size >= 10_000.0 => format!("{:.1} k", number / 1_000.0),
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 1.0 => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}
