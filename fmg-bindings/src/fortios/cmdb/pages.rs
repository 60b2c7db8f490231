//! Reads tables of any size page by page.

use super::options::ListRequest;
use super::read::Read;
use crate::fortios::FortiOs;
use crate::pages::Paged;
use crate::{Endpoint, Response};

/// The next page of rows to read.
///
/// From the second page on, the last row of the previous page is read again and dropped. FortiOS refuses a start index
/// behind the last row, and only the next reply shows whether more rows follow.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The number of rows in a page.
    size: u32,
    /// The index of the first row to read; `None` after the last page.
    start: Option<u32>,
    /// The number of rows at the start that have already been returned.
    known: u32,
}

impl Page {
    fn new(start: u32, size: u32) -> Self {
        Self {
            size: size.max(1),
            start: Some(start),
            known: 0,
        }
    }

    /// The number of rows to read.
    fn count(self) -> u32 {
        self.size.saturating_add(self.known)
    }

    /// Records the number of rows received, and drops those that have already been returned.
    fn turn<T>(&mut self, rows: &mut Vec<T>) {
        let came = u32::try_from(rows.len()).ok();
        let known = usize::try_from(self.known).unwrap_or(usize::MAX);
        rows.drain(..known.min(rows.len()));
        // More rows than requested are all rows: some calls ignore the requested count.
        let more = came == Some(self.count());
        self.start = self
            .start
            .filter(|_| more)
            .and_then(|start| start.checked_add(self.count() - 1));
        self.known = 1;
    }
}

impl<R, A, T> Paged for Read<R, A>
where
    R: Endpoint<Protocol = FortiOs> + Clone,
    A: Response<Output = Vec<T>>,
    T: Send,
    Self: ListRequest,
{
    type Row = T;
    type Place = Page;

    fn first(&mut self, size: u32) -> Page {
        Page::new(self.list_parameters().start(), size)
    }

    fn at(mut self, page: Page) -> Self {
        self.list_parameters().read(page.start, page.count());
        self
    }

    fn turn(mut page: Page, mut rows: Vec<T>) -> (Vec<T>, Option<Page>) {
        page.turn(&mut rows);
        (rows, Some(page).filter(|page| page.start.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `table` to its end, and returns the requested start and count of each page.
    fn read(table: u32, start: u32, size: u32) -> (Vec<u32>, Vec<(u32, u32)>) {
        let mut page = Page::new(start, size);
        let (mut rows, mut asked) = (Vec::new(), Vec::new());
        while let Some(start) = page.start {
            asked.push((start, page.count()));
            let mut came: Vec<_> = (start..table).take(page.count().try_into().unwrap()).collect();
            page.turn(&mut came);
            rows.append(&mut came);
        }
        (rows, asked)
    }

    #[test]
    fn every_row_comes_once() {
        for table in 0..20 {
            for start in 0..4 {
                for size in 1..8 {
                    let (rows, asked) = read(table, start, size);
                    assert_eq!(rows, (start..table).collect::<Vec<_>>(), "{table} {start} {size}");
                    // Never starts behind the last row, unless the caller asked for that.
                    assert!(asked[1..].iter().all(|(start, _)| *start < table), "{asked:?}");
                }
            }
        }
    }

    #[test]
    fn a_page_has_at_least_one_row_and_an_index_does_not_overflow() {
        assert_eq!(read(2, 0, 0).1, [(0, 1), (0, 2), (1, 2)]);
        let mut page = Page::new(u32::MAX, 1);
        page.turn(&mut vec![()]);
        page.turn(&mut vec![(), ()]);
        assert_eq!(page.start, None);
    }

    #[test]
    fn more_rows_than_requested_are_all_rows() {
        let mut page = Page::new(0, 2);
        let mut rows = vec![1, 2, 3];
        page.turn(&mut rows);
        assert_eq!((rows, page.start), (vec![1, 2, 3], None));
    }
}
