//! The faults of the simulator.

use std::fmt;
use std::time::Duration;

use fmg_sim::Product;
use fmg_sim::fault::{Fault, Rule, StatusCode};

use crate::operation::{Operation, Work};

/// The timeout of the clients.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(4);

/// A delay that a client waits for, and one that it does not.
const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(6);

/// The fault at a step of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// This request has a fault.
    Once(Fault),
    /// This request and all later ones have a fault.
    Since(Fault),
    /// The future is dropped while this request waits for its response.
    Dropped,
}

/// Faults of a single request.
const ONCE: [Fault; 26] = [
    Fault::Refuse,
    Fault::Drop,
    Fault::DropMidway,
    Fault::DropAfter(1),
    Fault::Truncate,
    Fault::TruncateAfter(1),
    Fault::DropUpload(1),
    Fault::Garbage,
    Fault::Delay(SHORT),
    Fault::Delay(LONG),
    Fault::Misfit,
    Fault::Html(StatusCode::OK),
    Fault::Html(StatusCode::FOUND),
    Fault::Html(StatusCode::UNAUTHORIZED),
    Fault::Html(StatusCode::FORBIDDEN),
    Fault::Html(StatusCode::BAD_GATEWAY),
    Fault::Html(StatusCode::SERVICE_UNAVAILABLE),
    Fault::TooManyRequests { retry_after: None },
    Fault::TooManyRequests { retry_after: Some(0) },
    Fault::TooManyRequests { retry_after: Some(1) },
    Fault::ServerError,
    Fault::SessionExpired,
    Fault::LockedByAnother,
    Fault::TaskFails,
    Fault::TaskWarns,
    Fault::TaskStalls,
];

/// Faults that do not pass. Each stands for a group of those above, in which the client gets the same response.
const SINCE: [Fault; 9] = [
    Fault::Refuse,
    Fault::Drop,
    Fault::TruncateAfter(1),
    Fault::Garbage,
    Fault::Delay(LONG),
    Fault::TooManyRequests { retry_after: None },
    Fault::ServerError,
    Fault::SessionExpired,
    Fault::LockedByAnother,
];

/// The faults that can happen at a step of this operation.
pub(crate) fn of(operation: &Operation) -> Vec<Trouble> {
    let product = |fault: &Fault| match operation.work {
        Work::Fmg { .. } | Work::FmgBlocking { .. } => true,
        // FortiOS has neither locks nor tasks.
        Work::FortiOs { .. } | Work::FortiOsBlocking { .. } => !matches!(
            fault,
            Fault::LockedByAnother | Fault::TaskFails | Fault::TaskWarns | Fault::TaskStalls
        ),
    };
    let once = ONCE.into_iter().filter(product).map(Trouble::Once);
    let since = SINCE.into_iter().filter(product).map(Trouble::Since);
    let dropped = operation.is_async().then_some(Trouble::Dropped);
    once.chain(since).chain(dropped).collect()
}

impl Trouble {
    /// Whether no operation waits for long because of it. `is_persistent`: the operation repeats its steps.
    pub(crate) fn is_quick(self, is_persistent: bool) -> bool {
        match self {
            Self::Once(fault) => !matches!(fault, Fault::Delay(LONG) | Fault::TaskStalls),
            Self::Since(Fault::SessionExpired | Fault::LockedByAnother) | Self::Dropped => true,
            Self::Since(fault) => !is_persistent && fault != Fault::Delay(LONG),
        }
    }

    /// The rule that causes it at this step.
    pub(crate) fn rule(self, step: u64) -> Rule {
        match self {
            Self::Once(fault) => Rule::new(fault).nth(step),
            Self::Since(fault) => Rule::new(fault).since(step),
            // Long enough for the future to be dropped meanwhile.
            Self::Dropped => Rule::new(Fault::Delay(Duration::from_secs(60))).nth(step),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Once(fault) => write!(f, "{fault}"),
            Self::Since(fault) => write!(f, "{fault} for good"),
            Self::Dropped => f.write_str("future dropped"),
        }
    }
}

/// Whether the client does not learn from the response what the appliance has answered.
pub(crate) fn is_answer_lost(fault: Fault) -> bool {
    !matches!(fault, Fault::Delay(SHORT) | Fault::Misfit)
}

/// Whether a gateway refuses the request, so that it makes no sense to repeat it.
pub(crate) fn is_refused_by_gateway(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::Html(StatusCode::FOUND | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    )
}

/// Whether the response looks like that of an appliance to a logout: FortiManager refuses ended sessions with 401, and
/// FortiOS answers with pages.
pub(crate) fn is_like_logout(fault: Fault, product: Product) -> bool {
    match (fault, product) {
        (Fault::Html(status), Product::FortiManager) => status == StatusCode::UNAUTHORIZED,
        (Fault::Html(status), Product::FortiGate) => !status.is_server_error(),
        _ => false,
    }
}
