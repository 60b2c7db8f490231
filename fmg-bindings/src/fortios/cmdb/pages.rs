//! Tables of any size, so many rows at a time.

use std::fmt;

use super::options::ReadMany;
use super::read::Rows;
use crate::error::Error;
use crate::fortios::{Call, Client, Reply, Request};
use crate::misfits::Misfits;

/// The rows of a table, a page at a time: what [`Call::pages`] returns.
///
/// Nothing is read ahead. A page that fails can be asked for again. Rows that come or go while pages are read shift
/// those behind them, so a row may then be missed or come twice.
#[must_use = "no page is read before it is asked for"]
pub struct Pages<'c, C, R> {
    call: Call<'c, C, R>,
    page: Page,
    misfits: Misfits,
}

/// Which rows are read next.
///
/// From the second page on, the last row is read once more and dropped: FortiOS refuses to start behind the last row of
/// a table, and that there is a row to follow shows only when it has come.
#[derive(Clone, Copy, Debug)]
struct Page {
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

impl<'c, C, R: ReadMany> Call<'c, C, R> {
    /// Reads all rows, `size` at a time, which may be no fewer than 1. Begins with the row that [`start`](Self::start)
    /// says; takes the place of [`count`](Self::count).
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Table};
    /// # #[derive(serde::Deserialize, Table)] #[table("firewall/address")] struct Address { name: String }
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let mut pages = fgt.cmdb().list::<Address>().pages(500);
    /// while let Some(addresses) = pages.next().await? {
    ///     for address in addresses {
    ///         println!("{}", address.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(mut self, size: u32) -> Pages<'c, C, R> {
        let start = self.request_mut().list_parameters().start();
        Pages {
            call: self,
            page: Page::new(start, size),
            misfits: Misfits::default(),
        }
    }
}

impl<C, R> Pages<'_, C, R> {
    /// What did not fit the fields of the page that was read last: those of its envelope, since the rows are of a type
    /// of the caller's own, which reads them strictly.
    #[must_use]
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// Takes note of what came.
    fn turn<T>(&mut self, reply: Reply<Vec<T>>) -> Option<Vec<T>> {
        self.misfits = reply.misfits().clone();
        let mut rows = reply.into_value();
        self.page.turn(&mut rows);
        Some(rows).filter(|rows| !rows.is_empty())
    }
}

impl<'c, C, R: ReadMany + Clone> Pages<'c, C, R> {
    /// The call that reads the next page.
    fn call(&self) -> Option<Call<'c, C, R>> {
        let start = self.page.start?;
        let call = Call {
            client: self.call.client,
            request: self.call.request.clone(),
            options: self.call.options.clone(),
        };
        Some(call.start(start).count(self.page.count()))
    }
}

impl<Q, T> Pages<'_, Client, Rows<Q, T>>
where
    Rows<Q, T>: ReadMany + Clone + Request<Response = super::Many<T>>,
    Q: Send,
    T: serde::de::DeserializeOwned + Send,
{
    /// Reads the next page; `None` behind the last one.
    ///
    /// # Errors
    ///
    /// As the call itself. The same page is read again then by the next call of this method.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, Error> {
        let Some(call) = self.call() else { return Ok(None) };
        let reply = call.reply().await?;
        Ok(self.turn(reply))
    }

    /// Reads all pages that are left, into one list.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next); what came before the fault is lost.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(mut rows) = self.next().await? {
            all.append(&mut rows);
        }
        Ok(all)
    }
}

/// Pages of a blocking client are an iterator. It ends with the last page, or after a page that could not be read.
#[cfg(feature = "blocking")]
impl<Q, T> Iterator for Pages<'_, crate::fortios::blocking::Client, Rows<Q, T>>
where
    Rows<Q, T>: ReadMany + Clone + Request<Response = super::Many<T>>,
    Q: Send,
    T: serde::de::DeserializeOwned + Send,
{
    type Item = Result<Vec<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.call()?.reply() {
            Ok(reply) => self.turn(reply).map(Ok),
            Err(error) => {
                self.page.start = None;
                Some(Err(error))
            }
        }
    }
}

impl<C, R: Request> fmt::Debug for Pages<'_, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("call", &self.call)
            .field("page", &self.page)
            .finish()
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
