//! Reads pages of the feed.

use std::ops::ControlFlow;

use event_model::{EventFilter, OrganizationId, OrganizationState, Timestamp};

use crate::feed::entry::FeedEntry;
use crate::feed::position::{FeedPosition, FeedSequence};
use crate::feed::query::{SegmentPage, SegmentQuery};
use crate::feed::segment::KEPT_MIN;
use crate::{Feed, FeedCursor, FeedStart, StoreError};

/// Segments of the first request of a page. Later requests know how many entries a segment has.
const FIRST_SEGMENTS: u16 = 2;
/// Maximum segments of one request. More would not fit its 1 MB if they were full.
const SEGMENTS_MAX: u16 = 100;
/// Read units after which a page ends: about a megabyte of segments, or 8,000 events. A filter that matches few events
/// would otherwise read until the function's time is over.
const UNITS_MAX: f64 = 250.0;

/// A request to read the feed.
#[derive(Debug, Clone)]
pub struct FeedRequest<'a> {
    /// The organization, with its current settings.
    pub state: &'a OrganizationState,
    /// Events to return.
    pub filter: EventFilter,
    /// Where to start.
    pub from: FeedCursor,
    /// Maximum number of entries.
    pub limit: u16,
    /// The current time: events that expired before are not returned.
    pub now: Timestamp,
}

/// The result of reading a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedPage {
    /// The page was read.
    Read(FeedProgress),
    /// The feed has no segment at the position: it expired while the reader was late, or the feed was restored to an
    /// earlier time. A reader must know that it misses events.
    Expired {
        /// The position of the next event that is kept.
        oldest: FeedPosition,
    },
}

/// How far a page was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedProgress {
    /// Where the next page starts.
    pub next: FeedCursor,
    /// Whether unread entries may remain.
    pub has_more: bool,
}

impl Feed {
    /// Passes the matching entries from a position on to `take`, in order, until it breaks, the page is full, or no
    /// entry remains.
    ///
    /// Entries never change their sequence, so the same position gives the same entries while they are kept and the
    /// settings and filters stay the same. A page with `has_more` can have no entries.
    pub async fn page<E: From<StoreError>>(
        &self,
        request: FeedRequest<'_>,
        mut take: impl FnMut(FeedSequence, FeedEntry) -> Result<ControlFlow<()>, E>,
    ) -> Result<FeedPage, E> {
        let FeedRequest { state, filter, from, limit, now } = request;
        let is_late = from.issued_at.plus(KEPT_MIN) < now;
        // A late reader stays late until it has read everything or is told of a gap. A new time on its first page would
        // let it pass the gaps of the next ones.
        let progress = |position, has_more| {
            let issued_at = if is_late && has_more { from.issued_at } else { now };
            FeedPage::Read(FeedProgress { next: FeedCursor { position, issued_at }, has_more })
        };
        let mut page = PageReader { next: from.position, taken: 0, read: 0, segments: 0, units: 0.0 };
        loop {
            let query = SegmentQuery {
                organization: &state.organization.id,
                from: page.next.segment,
                to: u64::MAX,
                newest_first: false,
                limit: page.segments_wanted(limit),
            };
            let SegmentPage { segments, has_more, units } = self.segments(query).await?;
            page.units += units;
            if segments.is_empty() && page.next == from.position {
                match self.end(&state.organization.id, from.position, now).await? {
                    Some(end) => return Ok(end),
                    None => continue,
                }
            }
            let mut segments = segments.into_iter();
            while let Some(segment) = segments.next() {
                if segment.number != page.next.segment {
                    // Segments expire out of order, since imported events expire sooner. Every segment is kept for a
                    // minimum time, so a reader that got its cursor within that time has missed nothing that was there:
                    // the gap is what its retention left out. A late reader may have.
                    let next = FeedPosition::before(segment.number);
                    if is_late && page.next == from.position {
                        return Ok(FeedPage::Expired { oldest: next });
                    }
                    if is_late {
                        // The next page reports it.
                        return Ok(progress(page.next, true));
                    }
                    page.next = next;
                }
                page.segments += 1;
                let skipped = usize::from(page.next.skip);
                for entry in segment.entries()?.into_iter().skip(skipped) {
                    page.read += 1;
                    page.next.skip += 1;
                    let shown = match &entry {
                        FeedEntry::Event(event) => state.settings.shows(event, now) && filter.matches(event),
                        FeedEntry::Unreadable { .. } => true,
                    };
                    if !shown {
                        continue;
                    }
                    let sequence = FeedSequence { segment: segment.number, place: page.next.skip };
                    page.taken += 1;
                    if take(sequence, entry)?.is_break() || page.taken == limit {
                        let position = page.next.normalized(segment.count);
                        let is_inside = position.segment == segment.number;
                        let has_more = is_inside || segments.len() > 0 || has_more;
                        return Ok(progress(position, has_more));
                    }
                }
                page.next = FeedPosition::before(segment.number + 1);
            }
            if !has_more || page.units >= UNITS_MAX {
                return Ok(progress(page.next, has_more));
            }
        }
    }

    /// Returns the answer to a reader whose position has no segment; `None` if one was appended meanwhile.
    ///
    /// The position is the end of the feed only if its newest segment is the one before. A feed that was restored to an
    /// earlier time has fewer segments: without this check, its readers would wait until the numbers reach them, and
    /// miss everything until then.
    async fn end(
        &self,
        organization: &OrganizationId,
        from: FeedPosition,
        now: Timestamp,
    ) -> Result<Option<FeedPage>, StoreError> {
        let head = self.head(organization).await?.map_or(0, |head| head.number);
        if head >= from.segment {
            return Ok(None);
        }
        if head + 1 == from.segment {
            let next = FeedCursor { position: from, issued_at: now };
            return Ok(Some(FeedPage::Read(FeedProgress { next, has_more: false })));
        }
        Ok(Some(FeedPage::Expired { oldest: self.start(organization, FeedStart::Beginning).await? }))
    }
}

/// The state of a page that is being read.
struct PageReader {
    next: FeedPosition,
    /// Entries that were passed on.
    taken: u16,
    /// Entries that were read.
    read: u32,
    segments: u32,
    units: f64,
}

impl PageReader {
    /// Returns how many segments to read next: as many as the rest of the page needs if they are like those before.
    fn segments_wanted(&self, limit: u16) -> u16 {
        if self.segments == 0 {
            return FIRST_SEGMENTS;
        }
        let entries = f64::from(self.read.max(1)) / f64::from(self.segments);
        let wanted = (f64::from(limit - self.taken) / entries).ceil();
        (wanted as u16).clamp(FIRST_SEGMENTS, SEGMENTS_MAX)
    }
}
