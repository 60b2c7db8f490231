//! Methods with which tests configure backups.

use crate::fmg::FortiManager;

impl FortiManager {
    /// Sets the smallest size of a backup that is downloaded by REST, in bytes. The file is filled up while it is sent
    /// and checked while it is received, so a backup of many GiB takes no memory.
    pub fn set_backup_size(&self, bytes: u64) {
        self.state().backup_size = bytes;
    }
}
