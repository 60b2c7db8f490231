//! What a test decides about backups.

use crate::fmg::FortiManager;

impl FortiManager {
    /// Sets how many bytes a backup has at least that is downloaded by REST. What it has more than its content is made
    /// while it is sent and compared while it comes back, so a backup of many GiB takes no memory.
    pub fn set_backup_size(&self, bytes: u64) {
        self.state().backup_size = bytes;
    }
}
