//! Names of access groups.

use syn::LitStr;

use crate::point;
use crate::report::Report;

/// The name of an access group is printed into the commands that create an access profile, so it has to be one word.
pub(crate) fn check(group: &LitStr, report: &mut Report) {
    let text = group.value();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    let odd = text.char_indices().find(|(_, letter)| !allowed(*letter));
    if text.is_empty() || odd.is_some() {
        let (start, end) = odd.map_or((0, 0), |(at, letter)| (at, at + letter.len_utf8()));
        report.add(point::error_in(
            group,
            (start..end).into(),
            "this is not a valid name of an access group",
            "write it as in the document of FortiOS, such as `sysgrp` or `fwgrp.policy`",
        ));
    }
}
