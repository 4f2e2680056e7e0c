//! Shortens the texts that browsers say of themselves.
//!
//! A user agent is the longest text of most events, and most of it is the same few phrases. Each is
//! stored as one control character, which no text of an event may hold, so that a user agent of 110 bytes
//! takes about ten, in the table and in every index. What has no phrase is stored as it is.

/// The phrases; the first is stored as U+0001.
///
/// A phrase is never changed, moved or removed, since recorded events refer to it by its place; there are
/// 31 places.
const PHRASES: [&str; 31] = [
    "Mozilla/5.0 (",
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
    "iPhone; CPU iPhone OS ",
    "iPad; CPU OS ",
    "Linux; Android ",
    " like Mac OS X",
    ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    ") AppleWebKit/605.1.15 (KHTML, like Gecko) ",
    ".0.0.0 Safari/537.36",
    ".0.0.0 Mobile Safari/537.36",
    ".0.0.0",
    " Edg/",
    " OPR/",
    "Version/",
    " Safari/605.1.15",
    " Mobile/15E148",
    " Safari/604.1",
    "; rv:",
    ".0) Gecko/20100101 Firefox/",
    "Android ",
    "; Mobile",
    " (KHTML, like Gecko)",
    "Windows",
    "macOS",
    "Chrome",
    "Firefox",
    "Safari",
    "Linux",
    "iPhone",
];

/// Which phrases begin with a byte, a bit for each: most characters of most texts are no beginning of any.
const BEGINNINGS: [u32; 256] = {
    let mut beginnings = [0; 256];
    let mut place = 0;
    while place < PHRASES.len() {
        beginnings[PHRASES[place].as_bytes()[0] as usize] |= 1 << place;
        place += 1;
    }
    beginnings
};

/// Returns `text` with each phrase as one control character, the longest where several begin alike.
pub(crate) fn shorten(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (stored, taken) = match longest_phrase(rest) {
            Some((code, phrase)) => (char::from(code), phrase.len()),
            None => (next, next.len_utf8()),
        };
        short.push(stored);
        rest = &rest[taken..];
    }
    short
}

/// Returns the longest phrase that `text` begins with, and the code that it is stored as.
fn longest_phrase(text: &str) -> Option<(u8, &'static str)> {
    let beginning = BEGINNINGS[usize::from(*text.as_bytes().first()?)];
    if beginning == 0 {
        return None;
    }
    let phrases = (1_u8..).zip(PHRASES.iter().copied());
    let phrases =
        phrases.filter(|(code, phrase)| beginning >> (code - 1) & 1 == 1 && text.starts_with(phrase));
    phrases.max_by_key(|(_, phrase)| phrase.len())
}

/// Returns the text that [`shorten`] made `short` of.
pub(crate) fn lengthen(short: &str) -> String {
    let mut text = String::with_capacity(short.len() * 4);
    for c in short.chars() {
        let place = usize::try_from(u32::from(c)).ok().and_then(|code| code.checked_sub(1));
        match place.and_then(|place| PHRASES.get(place)) {
            Some(phrase) => text.push_str(phrase),
            None => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shortened_reads_back(
            parts in proptest::collection::vec(
                prop_oneof![proptest::sample::select(&PHRASES[..]).prop_map(str::to_owned), "\\PC{0,8}"],
                0..12,
            ),
        ) {
            let text = parts.concat();
            let short = shorten(&text);
            prop_assert!(short.len() <= text.len());
            prop_assert_eq!(lengthen(&short), text);
        }
    }

    #[test]
    fn browsers_are_short() {
        let agents = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                7,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                12,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                9,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
                15,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                12,
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", 12),
            ("curl/8.16.0", 11),
        ];
        for (agent, bytes) in agents {
            let short = shorten(agent);
            assert_eq!(short.len(), bytes, "{agent}: {short:?}");
            assert_eq!(lengthen(&short), agent);
        }
    }
}
