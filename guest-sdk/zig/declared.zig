//! What a worker declares of itself, as the tables that the library reads: who it is, its parameters, inputs and facts.
//!
//! Parameters reach the author as a struct of Zig's own types. The library writes C values into slots of one size, and `paramsOf`
//! makes the struct of them.

const std = @import("std");
const c = @import("c");

/// The nine categories.
pub const Category = enum {
    context_worker,
    signal_detector,
    risk_monitor,
    strategy_planner,
    entry_planner,
    size_planner,
    exit_planner,
    execution_planner,
    execution_worker,
};

/// Who a worker is, and what it asks for; the operation must grant it.
pub const About = struct {
    category: Category,
    /// Who made it, snake_case.
    vendor: [:0]const u8,
    /// What it is called, snake_case.
    name: [:0]const u8,
    /// Semantic version.
    version: [:0]const u8,
    /// What people call it.
    display_name: [:0]const u8,
    /// One or two sentences.
    description: ?[:0]const u8 = null,
    /// Names of its events, with spaces between; null for the usual one of the category.
    publishes: ?[:0]const u8 = null,
    /// Families of algorithms: `c.ST_EXECUTES_SINGLE | …`.
    executes: u32 = 0,
    /// What is pushed into its calls: `c.ST_READS_POSITIONS | …`.
    reads: u32 = 0,
    /// It writes lines to the log.
    logs: bool = false,
    /// It leaves remarks in the journal.
    writes_notes: bool = false,
    /// Bars that it looks back at most.
    looks_back: u32 = 0,
    /// Bytes of keys and values that it keeps, and that it shares with the other workers of the plug-in.
    remembers: u64 = 0,
    shares: u64 = 0,
    /// Upper bounds that it says it needs; 0 for none.
    fuel_per_call: u64 = 0,
    memory_bytes: u64 = 0,

    fn inC(comptime about: About) c.st_about {
        var made: c.st_about = .{};
        inline for (std.meta.fieldNames(About)) |name| {
            if (comptime std.mem.eql(u8, name, "category")) continue;
            const value = @field(about, name);
            @field(made, name) = switch (@TypeOf(value)) {
                [:0]const u8 => value.ptr,
                ?[:0]const u8 => if (value) |text_of| text_of.ptr else null,
                else => value,
            };
        }
        return made;
    }
};

/// One parameter: what it means, and what its value must be. Everything in the rules is written as in the blueprint, without
/// quotes.
pub const Param = struct {
    kind: c_uint,
    doc: [:0]const u8,
    rules: c.st_rules,
};

/// A whole number: `i64`.
pub fn integer(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_integer, .doc = doc, .rules = rules };
}
/// A number of at most fifteen digits: `f64`.
pub fn number(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_number, .doc = doc, .rules = rules };
}
/// An exact decimal: `Decimal`.
pub fn decimal(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_decimal, .doc = doc, .rules = rules };
}
/// A decimal from 0 to 1: `Decimal`.
pub fn fraction(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_fraction, .doc = doc, .rules = rules };
}
/// A decimal greater than 0: `Decimal`.
pub fn quantity(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_quantity, .doc = doc, .rules = rules };
}
/// true or false: `bool`.
pub fn flag(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_flag, .doc = doc, .rules = rules };
}
/// A text: `[]const u8`. With `.optional = true` it may be left out, and is then empty.
pub fn text(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_text, .doc = doc, .rules = rules };
}
/// BASE_QUOTE: `[]const u8`, with `.optional` as for texts.
pub fn symbol(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_symbol, .doc = doc, .rules = rules };
}
/// One word of several: an enum, whose names are the words.
pub fn choice(doc: [:0]const u8, rules: c.st_rules) Param {
    return .{ .kind = c.ST_KIND_choice, .doc = doc, .rules = rules };
}

/// Where the library writes one parameter: room for the largest kind.
const Slot = extern struct { bytes: [16]u8 align(8) };

/// Exports the description and the tables of a worker.
pub fn exportTables(comptime Worker: type) void {
    const about: About = Worker.about;
    const Exported = struct {
        const marker: u8 = 1;
        const described: c.st_about = about.inC();
        const params: c.st_param_table = paramTable(Part(Worker, "Params"));
        const inputs: c.st_field_table = fieldTable(Part(Worker, "Inputs"), "Inputs");
        const facts: c.st_field_table = fieldTable(Part(Worker, "Facts"), "Facts");
    };
    @export(&Exported.marker, .{ .name = "st_this_is_a_" ++ @tagName(about.category) });
    @export(&Exported.described, .{ .name = "st_worker_about" });
    @export(&Exported.params, .{ .name = "st_worker_params" });
    @export(&Exported.inputs, .{ .name = "st_worker_inputs" });
    @export(&Exported.facts, .{ .name = "st_worker_facts" });
}

/// `Params`, `Inputs` or `Facts` of a worker; without fields where it declares none.
pub fn Part(comptime Worker: type, comptime name: []const u8) type {
    return if (@hasDecl(Worker, name)) @field(Worker, name) else None;
}

/// A struct without fields, for what a worker does not declare.
pub const None = struct {
    pub const about = .{};
};

fn paramTable(comptime Params: type) c.st_param_table {
    const names = comptime std.meta.fieldNames(Params);
    const rows = comptime made: {
        var made: [names.len]c.st_param = undefined;
        for (names, 0..) |name, index| {
            checkExplained(Params, "Params", name);
            const param: Param = @field(Params.about, name);
            const Field = @FieldType(Params, name);
            checkType(name, param.kind, Field);
            var rules = param.rules;
            if (param.kind == c.ST_KIND_choice) rules.among = joined(Field);
            made[index] = .{
                .name = name.ptr,
                .description = param.doc.ptr,
                .kind = param.kind,
                .offset = index * @sizeOf(Slot),
                .rules = rules,
            };
        }
        const kept = made;
        break :made &kept;
    };
    return .{ .rows = rows, .count = names.len, .size = names.len * @sizeOf(Slot) };
}

fn fieldTable(comptime Fields: type, comptime part: []const u8) c.st_field_table {
    const names = comptime std.meta.fieldNames(Fields);
    const rows = comptime made: {
        var made: [names.len]c.st_field = undefined;
        for (names, 0..) |name, index| {
            const Field = @FieldType(Fields, name);
            // An input that may be missing is optional for the author too.
            const is_optional = Field == ?f64 and std.mem.eql(u8, part, "Inputs");
            if (Field != f64 and !is_optional) wrong(part, name, @typeName(Field), "an f64");
            checkExplained(Fields, part, name);
            const doc: [:0]const u8 = @field(Fields.about, name);
            made[index] = .{ .name = name.ptr, .description = doc.ptr, .optional = is_optional };
        }
        const kept = made;
        break :made &kept;
    };
    return .{ .rows = rows, .count = names.len };
}

/// The parameters as the author declared them, of the slots that the library has filled.
pub fn paramsOf(comptime Params: type, slots: ?*const anyopaque) Params {
    var made: Params = undefined;
    const filled: [*]const Slot = @ptrCast(@alignCast(slots orelse return made));
    inline for (comptime std.meta.fieldNames(Params), 0..) |name, index| {
        const slot: *const anyopaque = &filled[index];
        const Field = @FieldType(Params, name);
        @field(made, name) = switch (@typeInfo(Field)) {
            .@"enum" => @fromBackingInt(@intCast(@as(*const c_int, @ptrCast(@alignCast(slot))).*)),
            .pointer => textOf(@as(*const c.st_text, @ptrCast(@alignCast(slot))).*),
            else => @as(*const Field, @ptrCast(@alignCast(slot))).*,
        };
    }
    return made;
}

/// The inputs by name; one that may be missing and is NaN is null.
pub fn inputsOf(comptime Inputs: type, numbers: ?*const anyopaque) Inputs {
    var made: Inputs = undefined;
    const values: [*]const f64 = @ptrCast(@alignCast(numbers orelse return made));
    inline for (comptime std.meta.fieldNames(Inputs), 0..) |name, index| {
        @field(made, name) = switch (@FieldType(Inputs, name)) {
            f64 => values[index],
            else => if (std.math.isNan(values[index])) null else values[index],
        };
    }
    return made;
}

/// Writes the facts in the order of their table.
pub fn writeFacts(facts: anytype, numbers: *anyopaque) void {
    const values: [*]f64 = @ptrCast(@alignCast(numbers));
    inline for (comptime std.meta.fieldNames(@TypeOf(facts)), 0..) |name, index| values[index] = @field(facts, name);
}

fn textOf(of: c.st_text) []const u8 {
    return if (of.length == 0) "" else of.bytes[0..of.length];
}

fn checkExplained(comptime Fields: type, comptime part: []const u8, comptime name: []const u8) void {
    const is_there = @hasDecl(Fields, "about") and @hasField(@TypeOf(Fields.about), name);
    if (!is_there) @compileError("worker: " ++ part ++ ".about says nothing about `" ++ name ++ "`");
}

fn checkType(comptime name: []const u8, comptime kind: c_uint, comptime Field: type) void {
    const fits, const wanted = switch (kind) {
        c.ST_KIND_integer => .{ Field == i64, "an i64" },
        c.ST_KIND_number => .{ Field == f64, "an f64" },
        c.ST_KIND_decimal, c.ST_KIND_fraction, c.ST_KIND_quantity => .{ Field == c.st_decimal, "an st.Decimal" },
        c.ST_KIND_flag => .{ Field == bool, "a bool" },
        c.ST_KIND_choice => .{ @typeInfo(Field) == .@"enum", "an enum" },
        else => .{ Field == []const u8, "a []const u8" },
    };
    if (!fits) wrong("Params", name, @typeName(Field), wanted);
}

/// The names of an enum with spaces between, in their order, which must be that of their numbers.
fn joined(comptime Enum: type) [*:0]const u8 {
    var words: [:0]const u8 = "";
    for (std.meta.fieldNames(Enum), 0..) |name, index| {
        if (@backingInt(@field(Enum, name)) != index) @compileError("worker: the words of a choice are numbered from 0");
        words = words ++ (if (index == 0) "" else " ") ++ name;
    }
    return words.ptr;
}

fn wrong(comptime part: []const u8, comptime name: []const u8, comptime is: []const u8, comptime must: []const u8) noreturn {
    @compileError("worker: " ++ part ++ "." ++ name ++ " is declared as " ++ is ++ ", and must be " ++ must);
}
