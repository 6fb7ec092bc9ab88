//! The handlers of a worker, exported under the names that the library calls.
//!
//! | category            | handler                                                                              |
//! |---------------------|--------------------------------------------------------------------------------------|
//! | `context_worker`    | `measure(at: Instant, bar: Bar, inputs: Inputs) !Facts`                              |
//! | `signal_detector`   | `detect(at: Instant, inputs: Inputs, answer: Answer) !void`                          |
//! | `risk_monitor`      | `watch(at: Instant, inputs: Inputs, positions: *const Positions, answer: Answer) !void` |
//! | `strategy_planner`  | `decide(situation: *const Situation, inputs: Inputs, answer: Answer) !void`          |
//! | `entry_planner`     | `planEntry(task: *const Task, inputs: Inputs, answer: Answer) !void`                 |
//! | `size_planner`      | `planSize(task: *const Task, inputs: Inputs, answer: Answer) !void`                  |
//! | `exit_planner`      | `planExit(task: *const Task, inputs: Inputs, answer: Answer) !void`                  |
//! | `execution_planner` | `planExecution(request: *const ExecutionRequest, inputs: Inputs, answer: Answer) !void` |
//! | `execution_worker`  | `onCommand(command: *const Command, answer: Answer) !void`, and if it wants them     |
//! |                     | `onReply(reply: *const Reply, answer: Answer) !void`,                                |
//! |                     | `onTimer(timer: *const Timer, answer: Answer) !void`                                 |
//!
//! `Inputs` is the worker's own struct, or `None` where it declares none.

const std = @import("std");
const c = @import("c");

const declared = @import("declared.zig");
const told = @import("told.zig");
const Answer = @import("answer.zig").Answer;

/// Exports a worker: its tables, `configure`, and the handlers of its category.
pub fn exportWorker(comptime Worker: type) void {
    if (!@hasDecl(Worker, "about")) {
        @compileError("worker: it does not say what it is: write `pub const about: st.About = .{ … };`");
    }
    declared.exportTables(Worker);
    const Params = declared.Part(Worker, "Params");
    if (@hasDecl(Worker, "configure")) {
        check(Worker, "configure", &.{ Params, *const c.st_setup }, void);
        const Exported = struct {
            fn configure(params: ?*const anyopaque, setup: *const c.st_setup) callconv(.c) c.st_result {
                return told.result(Worker.configure(declared.paramsOf(Params, params), setup));
            }
        };
        @export(&Exported.configure, .{ .name = "st_configure" });
    }
    switch (@as(declared.About, Worker.about).category) {
        .context_worker => exportMeasure(Worker),
        .signal_detector => exportDetect(Worker),
        .risk_monitor => exportWatch(Worker),
        .strategy_planner => exportPlanner(Worker, "decide", "st_decide", c.st_situation),
        .entry_planner => exportPlanner(Worker, "planEntry", "st_plan_entry", c.st_task),
        .size_planner => exportPlanner(Worker, "planSize", "st_plan_size", c.st_task),
        .exit_planner => exportPlanner(Worker, "planExit", "st_plan_exit", c.st_task),
        .execution_planner => exportPlanner(Worker, "planExecution", "st_plan_execution", c.st_execution_request),
        .execution_worker => {
            exportEvent(Worker, "onCommand", "st_on_command", c.st_command);
            if (@hasDecl(Worker, "onReply")) exportEvent(Worker, "onReply", "st_on_reply", c.st_reply);
            if (@hasDecl(Worker, "onTimer")) exportEvent(Worker, "onTimer", "st_on_timer", c.st_timer);
        },
    }
}

fn exportMeasure(comptime Worker: type) void {
    const Inputs = declared.Part(Worker, "Inputs");
    const Facts = declared.Part(Worker, "Facts");
    check(Worker, "measure", &.{ c.st_instant, c.st_bar, Inputs }, Facts);
    const Exported = struct {
        fn measure(at: c.st_instant, bar: *const c.st_bar, inputs: ?*const anyopaque, facts: *anyopaque) callconv(.c) c.st_result {
            const measured: anyerror!Facts = Worker.measure(at, bar.*, declared.inputsOf(Inputs, inputs));
            declared.writeFacts(measured catch |problem| return told.result(problem), facts);
            return .{};
        }
    };
    @export(&Exported.measure, .{ .name = "st_measure" });
}

fn exportDetect(comptime Worker: type) void {
    const Inputs = declared.Part(Worker, "Inputs");
    check(Worker, "detect", &.{ c.st_instant, Inputs, Answer }, void);
    const Exported = struct {
        fn detect(at: c.st_instant, inputs: ?*const anyopaque, answer: *c.st_answer) callconv(.c) c.st_result {
            return told.result(Worker.detect(at, declared.inputsOf(Inputs, inputs), .{ .inside = answer }));
        }
    };
    @export(&Exported.detect, .{ .name = "st_detect" });
}

fn exportWatch(comptime Worker: type) void {
    const Inputs = declared.Part(Worker, "Inputs");
    check(Worker, "watch", &.{ c.st_instant, Inputs, *const c.st_positions, Answer }, void);
    const Exported = struct {
        fn watch(
            at: c.st_instant,
            inputs: ?*const anyopaque,
            positions: *const c.st_positions,
            answer: *c.st_answer,
        ) callconv(.c) c.st_result {
            return told.result(Worker.watch(at, declared.inputsOf(Inputs, inputs), positions, .{ .inside = answer }));
        }
    };
    @export(&Exported.watch, .{ .name = "st_watch" });
}

/// Planners differ in what they are told.
fn exportPlanner(comptime Worker: type, comptime name: [:0]const u8, comptime symbol: []const u8, comptime Told: type) void {
    const Inputs = declared.Part(Worker, "Inputs");
    check(Worker, name, &.{ *const Told, Inputs, Answer }, void);
    const Exported = struct {
        fn plan(task: *const Told, inputs: ?*const anyopaque, answer: *c.st_answer) callconv(.c) c.st_result {
            return told.result(@field(Worker, name)(task, declared.inputsOf(Inputs, inputs), .{ .inside = answer }));
        }
    };
    @export(&Exported.plan, .{ .name = symbol });
}

/// Execution workers are told of commands, replies and wake-ups.
fn exportEvent(comptime Worker: type, comptime name: [:0]const u8, comptime symbol: []const u8, comptime Told: type) void {
    check(Worker, name, &.{ *const Told, Answer }, void);
    const Exported = struct {
        fn handle(event: *const Told, answer: *c.st_answer) callconv(.c) c.st_result {
            return told.result(@field(Worker, name)(event, .{ .inside = answer }));
        }
    };
    @export(&Exported.handle, .{ .name = symbol });
}

/// Holds a handler against what the library calls, so that a mistake is told by the handler's name and not somewhere in here.
fn check(comptime Worker: type, comptime name: []const u8, comptime taken: []const type, comptime Returned: type) void {
    const signature = comptime signatureOf(name, taken, Returned);
    if (!@hasDecl(Worker, name)) @compileError("worker: it has no handler: write `" ++ signature ++ "`");
    const Handler = @TypeOf(@field(Worker, name));
    const is_right = comptime right: {
        if (@typeInfo(Handler) != .@"fn") break :right false;
        const function = @typeInfo(Handler).@"fn";
        if (function.param_types.len != taken.len) break :right false;
        for (function.param_types, taken) |Given, Wanted| if (Given != null and Given != Wanted) break :right false;
        const Given = function.return_type orelse break :right true;
        break :right switch (@typeInfo(Given)) {
            .error_union => |given| given.payload == Returned,
            else => Given == Returned,
        };
    };
    if (!is_right) {
        @compileError("worker: `" ++ name ++ "` takes or returns something else than the host wants: write `" ++ signature ++ "`");
    }
}

fn signatureOf(comptime name: []const u8, comptime taken: []const type, comptime Returned: type) []const u8 {
    var signature: []const u8 = "pub fn " ++ name ++ "(";
    for (taken, 0..) |Taken, index| signature = signature ++ (if (index == 0) "" else ", ") ++ shown(Taken);
    return signature ++ ") !" ++ shown(Returned);
}

/// A type as authors write it.
fn shown(comptime Type: type) []const u8 {
    if (Type == void) return "void";
    if (Type == declared.None) return "inputs: st.None";
    if (Type == c.st_instant) return "at: st.Instant";
    if (Type == c.st_bar) return "bar: st.Bar";
    if (Type == Answer) return "answer: st.Answer";
    if (Type == *const c.st_setup) return "setup: *const st.Setup";
    if (Type == *const c.st_positions) return "positions: *const st.Positions";
    if (Type == *const c.st_situation) return "situation: *const st.Situation";
    if (Type == *const c.st_task) return "task: *const st.Task";
    if (Type == *const c.st_execution_request) return "request: *const st.ExecutionRequest";
    if (Type == *const c.st_command) return "command: *const st.Command";
    if (Type == *const c.st_reply) return "reply: *const st.Reply";
    if (Type == *const c.st_timer) return "timer: *const st.Timer";
    const name = @typeName(Type);
    if (std.mem.endsWith(u8, name, "Params")) return "params: Params";
    if (std.mem.endsWith(u8, name, "Inputs")) return "inputs: Inputs";
    if (std.mem.endsWith(u8, name, "Facts")) return "Facts";
    return name;
}
