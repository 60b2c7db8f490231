//! The calls on `/task/task`.

use super::{LineView, TaskView};
use crate::fmg::answer::{Answer, Context, Outcome};
use crate::fmg::read::Options;
use crate::fmg::shape::row_of;
use crate::fmg::status::{NO_OBJECT, Refusal};
use crate::fmg::store::Row;
use crate::generated::fmg::calls::Task;

/// Answers a call of the group.
pub(in crate::fmg) fn answer(context: &mut Context<'_>, call: Task) -> Outcome {
    match call {
        Task::List => {
            let rows: Vec<_> = context.state.tasks.views(context.now).map(|task| task.row()).collect();
            table(context, "task", &rows)
        }
        Task::Get => Ok(single(context, "task", &task(context)?.row())),
        Task::Lines => {
            let rows: Vec<_> = task(context)?.lines.iter().map(LineView::row).collect();
            table(context, "line", &rows)
        }
        Task::Line => {
            let lines = task(context)?.lines;
            // No document says whether lines are counted from 0 or from 1. The line numbers in replies start at 1.
            let at = number(context, "n").and_then(|number| usize::try_from(number.checked_sub(1)?).ok());
            let line = at.and_then(|at| lines.get(at)).ok_or(NO_OBJECT)?;
            Ok(single(context, "line", &line.row()))
        }
        Task::History => table(context, "history", &task(context)?.history()),
        Task::Delete => {
            let id = number(context, "id").ok_or(NO_OBJECT)?;
            context.state.tasks.delete(id, context.now).ok_or(NO_OBJECT)?;
            Ok(Answer::done())
        }
    }
}

fn number(context: &Context<'_>, placeholder: &str) -> Option<u64> {
    context.capture(placeholder).parse().ok()
}

fn task(context: &Context<'_>) -> Result<TaskView, Refusal> {
    let id = number(context, "id").ok_or(NO_OBJECT)?;
    context.state.tasks.view(id, context.now).ok_or(NO_OBJECT)
}

fn options<'c>(context: &'c Context<'_>) -> Options<'c> {
    let shape = context.found.route.response.as_ref().and_then(row_of);
    Options::read(context.entry, shape, "id", context.verbose)
}

fn table(context: &Context<'_>, category: &str, rows: &[Row]) -> Outcome {
    options(context).table(category, rows.iter()).map(Answer::data)
}

fn single(context: &Context<'_>, category: &str, row: &Row) -> Answer {
    Answer::data(options(context).single(category, row))
}
