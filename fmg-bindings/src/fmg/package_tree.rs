//! The packages in the folders of a list of packages.

use super::database::Database;
use super::package::{List, Package, PackageType};
use super::scope::Packages;
use super::{AdomOrGlobal, JsonRpc, PackagePath};
use crate::client::{AnyClient, ClientFor};
use crate::error::Error;
use crate::reply::Reply;
use crate::{Call, ValueFault};

/// Await the result on an async client; a blocking client returns it directly.
impl<C: AnyClient, D: Clone + Into<AdomOrGlobal>> Database<'_, C, D>
where
    C::AsyncClient: ClientFor<JsonRpc>,
{
    /// Reads the paths of all policy packages, also of those in folders.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::policy::Policy};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let demo = fmg.adom(adom!("demo"));
    /// for path in demo.package_paths().await? {
    ///     println!("{path}: {} policies", demo.package(&path).count::<Policy>().await?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call fails, or the name of a package or of a folder cannot be a segment of a url.
    #[must_use]
    pub fn package_paths(&self) -> C::Outcome<'_, Result<Vec<PackagePath>, Error>> {
        let list = Call::new(self.client(), List::new(Packages::new(self.scope())));
        self.client().outcome(async move {
            let mut paths = Vec::new();
            for row in list.begin(Reply::into_value).await? {
                paths.extend(row.packages()?.into_iter().map(|(path, _)| path));
            }
            Ok(paths)
        })
    }
}

impl Package {
    /// The packages of this row with their paths: itself if it is a package, or those in the folder and in the folders
    /// within it.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fmg::package::Package};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let demo = fmg.adom(adom!("demo"));
    /// for row in demo.packages().list::<Package>().await? {
    ///     for (path, package) in row.packages()? {
    ///         println!("{path}: {:?}", package.scope_member);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The name of a package or of a folder cannot be a segment of a url.
    pub fn packages(&self) -> Result<Vec<(PackagePath, &Self)>, ValueFault> {
        let mut found = Vec::new();
        self.collect(&mut Vec::new(), &mut found)?;
        Ok(found)
    }

    fn collect<'p>(
        &'p self,
        folders: &mut Vec<&'p str>,
        found: &mut Vec<(PackagePath, &'p Self)>,
    ) -> Result<(), ValueFault> {
        folders.push(self.name.get().map_or("", String::as_str));
        let kind = self.type_.get().and_then(crate::Open::known);
        if kind != Some(PackageType::Folder) {
            found.push((PackagePath::from_segments(folders.iter())?, self));
        }
        for row in self.subobj.get().into_iter().flatten() {
            row.collect(folders, found)?;
        }
        folders.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Package {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn folders_are_opened() {
        let tree = read(
            r#"{"name": "branches", "type": "folder", "subobj": [
                {"name": "europe", "type": "folder", "subobj": [{"name": "ppkg_002", "type": "pkg"}]},
                {"name": "ppkg_003", "type": "pkg"}, {"name": "empty", "type": "folder"}]}"#,
        );
        let paths = tree.packages().unwrap();
        let paths: Vec<_> = paths.iter().map(|(path, _)| path.to_string()).collect();
        assert_eq!(paths, ["branches/europe/ppkg_002", "branches/ppkg_003"]);
        let own = read(r#"{"name": "ppkg_001"}"#);
        assert_eq!(own.packages().unwrap()[0].0.to_string(), "ppkg_001");
    }

    #[test]
    fn an_impossible_name_is_an_error() {
        assert!(read(r#"{"name": "..", "type": "pkg"}"#).packages().is_err());
        assert!(read(r#"{"type": "pkg"}"#).packages().is_err());
    }
}
