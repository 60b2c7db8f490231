//! Tries every table and call of the imported bindings.
#![forbid(unsafe_code)]
#![recursion_limit = "256"]

mod cases;

use std::process::ExitCode;

pub(crate) use fmg_trial as trial;

fn main() -> ExitCode {
    let paths = [/* the descriptions */];
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(trial::run(&paths, cases::tables(), cases::calls())) {
        Ok((tables, calls)) => {
            print!("{}{}", tables.report("tables"), calls.report("calls"));
            if tables.failed.is_empty() && calls.failed.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
