use event_model::Timestamp;

use super::*;

fn user(number: usize) -> UserId {
    format!("u{number}").parse().expect("a user id")
}

fn day(number: i64) -> Day {
    Day::of(Timestamp::MIN.plus(Duration::days(20_000 + number)))
}

/// Returns the users after uses by a person on a day.
fn after(uses: &[(usize, i64)]) -> BTreeMap<String, Day> {
    let mut users = BTreeMap::new();
    for (person, on) in uses {
        users = touched(users.clone(), &user(*person), day(*on)).unwrap_or(users);
    }
    users
}

/// Returns whether a place is common after uses, as [`detections::Fold`] decides it from all users.
fn is_common_of_all(uses: &[(usize, i64)], except: Option<usize>, on: i64) -> bool {
    let mut last: BTreeMap<usize, i64> = BTreeMap::new();
    for (person, on) in uses {
        last.entry(*person).and_modify(|last| *last = (*last).max(*on)).or_insert(*on);
    }
    let others = last.iter().filter(|(person, _)| Some(**person) != except);
    others.filter(|(_, last)| day(on).since(day(**last)) <= Place::DAYS).count() >= Place::COMMON
}

#[test]
fn place_keeps_the_four_latest_users() {
    let users = after(&[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
    assert_eq!(users.keys().collect::<Vec<_>>(), ["u2", "u3", "u4", "u5"]);
    assert_eq!(touched(users.clone(), &user(2), day(2)), None, "the same day");
    assert_eq!(touched(users.clone(), &user(1), day(1)), None, "four others are later");
    assert!(touched(users, &user(2), day(6)).is_some());
}

#[test]
fn place_of_random_uses_is_common_as_in_the_fold() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut common = 0;
    for _ in 0..3_000 {
        let uses: Vec<(usize, i64)> =
            (0..random.usize(0..20)).map(|_| (random.usize(0..8), random.i64(0..90))).collect();
        let users = after(&uses);
        for except in [None, Some(0), Some(3)] {
            let on = random.i64(0..120);
            let expected = is_common_of_all(&uses, except, on);
            let except = except.map(user);
            assert_eq!(is_common(&users, except.as_ref(), day(on)), expected, "{uses:?} {except:?} {on}");
            common += usize::from(expected);
        }
    }
    assert!((1_000..8_000).contains(&common), "{common} of 9000 are common");
}
