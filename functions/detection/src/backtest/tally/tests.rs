use detections::{Config, EventRef, Fact, Fold, RuleId, Severity};
use event_model::{Class, OrganizationId, Source};

use super::*;

/// Returns the time this many hours after the start of a day.
fn hour(hours: i64) -> Timestamp {
    Timestamp::MIN.plus(Duration::days(20_000) + Duration::hours(hours))
}

/// Returns a failed sign-in of a person in a burst that starts at an hour.
fn fail(user: &str, hours: i64, nth: i64) -> Fact {
    let id = format!("{user}-{hours}-{nth}").parse().expect("an id");
    let at = hour(hours).plus(Duration::seconds(nth));
    Fact {
        event: EventRef { source: Source::recorded("account".to_owned()), id },
        kind: "account.login.failed_password".parse().expect("a type"),
        class: Class::SignInFailed,
        at,
        recorded_at: at,
        user: user.parse().expect("an id"),
        session: None,
        ip: Some([203, 0, 113, u8::try_from(nth).expect("a small number")].into()),
        asn: None,
        country: None,
        geohash: None,
        device: None,
        agent: None,
        targets: Vec::new(),
        novelty: None,
    }
}

/// Returns the tally of bursts of failed sign-ins, evaluated after each of them.
fn tally(range: TimeRange, bursts: &[(&str, i64)], read_to: Option<Timestamp>) -> BacktestResult {
    let organization: OrganizationId = "org_a".parse().expect("an id");
    let config = Config::default();
    let mut fold = Fold::new(&organization, &config, [RuleId::AccountGuessing]);
    let mut tally = Tally::new(range);
    for (user, hours) in bursts {
        (0..12).for_each(|nth| fold.push(fail(user, *hours, nth)));
        let before = hour(*hours).minus(Duration::days(3));
        for draft in fold.take_drafts(before) {
            tally.add(&draft, || fold.finding(&draft));
        }
        tally.close(before);
    }
    tally.finish(read_to)
}

fn range(from: i64, to: i64) -> TimeRange {
    TimeRange::new(hour(from), hour(to)).expect("a range")
}

#[test]
fn tally_counts_findings_with_a_hit_in_range() {
    // Two of one person and day are one finding. That of the second day is closed before the end.
    let bursts = [("u_ada", 1), ("u_ada", 5), ("u_grace", 26), ("u_ada", 30), ("u_ada", 200)];
    let result = tally(range(0, 48), &bursts, None);
    assert_eq!(result.counts, SeverityCounts::from([(Severity::Medium, 3)]));
    let days: Vec<_> = result.days.iter().map(|day| (day.day.start(), day.counts.clone())).collect();
    let of = |count| SeverityCounts::from([(Severity::Medium, count)]);
    assert_eq!(days, [(hour(0), of(1)), (hour(24), of(2))]);
    assert_eq!((result.examples.len(), result.counted_to), (3, None));
    assert_eq!(result.examples[0].hits, 6);
    // A hit of a day that is only partly in the range.
    assert_eq!(tally(range(4, 24), &bursts, None).counts, of(1));
    assert_eq!(tally(range(6, 24), &bursts, None).counts, SeverityCounts::new());
}

#[test]
fn tally_of_event_after_horizon_is_not_counted_twice() {
    let bursts = [("u_ada", 1), ("u_grace", 200), ("u_ada", 2)];
    let result = tally(range(0, 24), &bursts, None);
    assert_eq!(result.counts, SeverityCounts::from([(Severity::Medium, 1)]));
}

#[test]
fn tally_keeps_bounded_examples() {
    let users: Vec<String> = (0..60).map(|nth| format!("u_{nth:02}")).collect();
    let bursts: Vec<(&str, i64)> = users.iter().map(|user| (user.as_str(), 3)).collect();
    let result = tally(range(0, 24), &bursts, None);
    assert_eq!(result.counts, SeverityCounts::from([(Severity::Medium, 60)]));
    assert_eq!(result.examples.len(), Backtest::EXAMPLES_MAX);
}

#[test]
fn tally_that_was_cut_tells_its_end() {
    let counted_to = |read_to| tally(range(24, 48), &[], Some(hour(read_to))).counted_to;
    assert_eq!(counted_to(30), Some(hour(30)));
    assert_eq!(counted_to(10), Some(hour(24)));
    assert_eq!(counted_to(50), Some(hour(48)));
    assert_eq!(tally(range(24, 48), &[], None).counted_to, None);
}
