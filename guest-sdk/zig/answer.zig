//! What handlers answer.

const c = @import("c");
const told = @import("told.zig");

const Error = told.Error;

/// The answer that a call is building. Each function adds to it, after the rules of the contract have been checked: a number out of
/// its range is refused here, by the name of its field. What is given is copied, lists included.
pub const Answer = struct {
    inside: *c.st_answer,

    /// Publishes a signal. Signal detectors.
    pub fn signal(answer: Answer, value: c.st_signal) Error!void {
        try told.check(c.st_publish_signal(answer.inside, &value));
    }

    /// Publishes a risk. Risk monitors.
    pub fn risk(answer: Answer, value: c.st_risk) Error!void {
        try told.check(c.st_publish_risk(answer.inside, &value));
    }

    /// Issues a directive for these signals and risks: `c.st_one(index)`, `c.st_all(count)`, `c.ST_NO_INDICES`. Strategy planners.
    pub fn issue(answer: Answer, signals: c.st_indices, risks: c.st_indices, directive: c.st_directive) Error!void {
        try told.check(c.st_issue(answer.inside, signals, risks, &directive));
    }

    /// Refuses these signals and risks, at least one. What nobody mentions the host refuses. Strategy planners.
    pub fn decline(
        answer: Answer,
        signals: c.st_indices,
        risks: c.st_indices,
        code: c.st_rejection,
        reason: []const u8,
    ) Error!void {
        const text: c.st_text = .{ .bytes = reason.ptr, .length = reason.len };
        try told.check(c.st_decline(answer.inside, signals, risks, code, text));
    }

    /// Answers with an entry plan. Without one a planner says that nothing is needed.
    pub fn entry(answer: Answer, plan: c.st_entry_plan) Error!void {
        try told.check(c.st_answer_entry(answer.inside, &plan));
    }

    /// Answers with a size plan.
    pub fn size(answer: Answer, plan: c.st_size_plan) Error!void {
        try told.check(c.st_answer_size(answer.inside, &plan));
    }

    /// Answers with an exit plan.
    pub fn exit(answer: Answer, plan: c.st_exit_plan) Error!void {
        try told.check(c.st_answer_exit(answer.inside, &plan));
    }

    /// Answers with an execution plan.
    pub fn execution(answer: Answer, plan: c.st_execution_plan) Error!void {
        try told.check(c.st_answer_execution(answer.inside, &plan));
    }

    /// Places an order. Execution workers, as all that follow.
    pub fn place(answer: Answer, order: c.st_new_order) Error!void {
        try told.check(c.st_place(answer.inside, &order));
    }

    /// Changes an order.
    pub fn modify(answer: Answer, change: c.st_change) Error!void {
        try told.check(c.st_modify(answer.inside, &change));
    }

    /// Withdraws an order.
    pub fn cancel(answer: Answer, order: c.st_order_ref) Error!void {
        try told.check(c.st_cancel(answer.inside, order));
    }

    /// Asks to be woken, with a tag that `onTimer` gets back.
    pub fn wakeAt(answer: Answer, at: c.st_instant, tag: u32) Error!void {
        try told.check(c.st_wake_at(answer.inside, at, tag));
    }

    /// Says that the command is over: `c.ST_DONE` or `c.ST_ABANDONED`.
    pub fn finish(answer: Answer, completion: c_uint) Error!void {
        try told.check(c.st_finish(answer.inside, completion));
    }

    /// Answers a command that is no trade of its own; false for a trade, which is the worker's business.
    pub fn tend(answer: Answer, command: *const c.st_command) Error!bool {
        var tended = false;
        try told.check(c.st_tend(command, answer.inside, &tended));
        return tended;
    }

    /// What a command wants beyond what is held and what works already; null when nothing is missing.
    pub fn want(answer: Answer, command: *const c.st_command) Error!?c.st_wanted {
        var wanted: c.st_wanted = .{};
        try told.check(c.st_want(command, answer.inside, &wanted));
        return if (wanted.present) wanted else null;
    }
};
