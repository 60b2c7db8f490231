//! Tables of any size, so many rows at a time.

use serde::de::DeserializeOwned;

use super::options::ReadMany;
use super::read::Rows;
use crate::Endpoint;
use crate::fortios::FortiOs;
use crate::pages::Paged;

/// Which rows are read next.
///
/// From the second page on, the last row is read once more and dropped: FortiOS refuses to start behind the last row of
/// a table, and that there is a row to follow shows only when it has come.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// How many rows a page has.
    size: u32,
    /// The index of the first row to read; `None`: there are no more.
    start: Option<u32>,
    /// How many of the rows at the start are known.
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

    /// How many rows to read.
    fn count(self) -> u32 {
        self.size.saturating_add(self.known)
    }

    /// Takes note of how many came, and drops those that are known.
    fn turn<T>(&mut self, rows: &mut Vec<T>) {
        let came = u32::try_from(rows.len()).ok();
        let known = usize::try_from(self.known).unwrap_or(usize::MAX);
        rows.drain(..known.min(rows.len()));
        // More than was asked for is everything: there are calls that ignore how many rows are wanted.
        let more = came == Some(self.count());
        self.start = self
            .start
            .filter(|_| more)
            .and_then(|start| start.checked_add(self.count() - 1));
        self.known = 1;
    }
}

impl<R, T> Paged for Rows<R, T>
where
    R: Endpoint<Protocol = FortiOs> + Clone,
    T: DeserializeOwned + Send,
    Self: ReadMany,
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

    /// Reads `table` to its end and says which indexes were asked for.
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
                    // Never behind the last row, but where the caller wanted that.
                    assert!(asked[1..].iter().all(|(start, _)| *start < table), "{asked:?}");
                }
            }
        }
    }

    #[test]
    fn a_page_has_a_row_at_least_and_an_index_an_end() {
        assert_eq!(read(2, 0, 0).1, [(0, 1), (0, 2), (1, 2)]);
        let mut page = Page::new(u32::MAX, 1);
        page.turn(&mut vec![()]);
        page.turn(&mut vec![(), ()]);
        assert_eq!(page.start, None);
    }

    #[test]
    fn more_rows_than_asked_for_are_all_of_them() {
        let mut page = Page::new(0, 2);
        let mut rows = vec![1, 2, 3];
        page.turn(&mut rows);
        assert_eq!((rows, page.start), (vec![1, 2, 3], None));
    }
}
