//! The bounds of a worker file, in one struct for the gate, the tools that check files, and the documentation.

/// What a worker file may contain, and what compiling it may cost. Sums go over the whole file, nested modules and components included.
///
/// There is one set per [`Profile`](super::Profile). Which one applies is the operation's decision; the platform may lower
/// single bounds with [`lower`](Self::lower), and nothing raises them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Core modules.
    pub core_modules: u32,
    /// Instantiations of core modules.
    pub core_instances: u32,
    /// Nested components.
    pub components: u32,
    /// Components within components, counted from the file's own, which is level 0.
    pub nesting: u32,
    /// Instances and aliases of components, canonical functions: the wiring within the file.
    pub component_items: u32,
    /// Types, core and component.
    pub types: u32,
    /// Types of components and instances that are declared within another type, in one section. The parser goes down into each
    /// on the host's own stack, so their number bounds how deep it goes.
    pub nested_types: u32,
    /// Imports of core modules.
    pub core_imports: u32,
    /// Exports of core modules.
    pub core_exports: u32,
    /// Functions with a body.
    pub functions: u32,
    /// Bytes of one function's body: the time to compile one grows faster than its size.
    pub function_bytes: u32,
    /// Locals that one function declares.
    pub function_locals: u32,
    /// Globals.
    pub globals: u32,
    /// Linear memories.
    pub memories: u32,
    /// Bytes that the memories have at the start, together.
    pub initial_memory_bytes: u64,
    /// Tables.
    pub tables: u32,
    /// Elements that one table has at the start; also what it may grow to.
    pub table_elements: u32,
    /// Element and data segments.
    pub segments: u32,
    /// Bytes of all custom sections: names, manifest, schema, whatever toolchains add.
    pub custom_bytes: u64,
    /// Bytes of the manifest.
    pub manifest_bytes: u64,
    /// Bytes of the parameter schema.
    pub schema_bytes: u64,
    /// Milliseconds that compiling may take.
    pub compile_ms: u64,
    /// Bytes of address space that compiling may take, the compiler's own included.
    pub compile_memory_bytes: u64,
    /// Bytes of the machine code.
    pub code_bytes: u64,
}

impl Limits {
    /// Components made from one core module, as the Rust and C toolchains emit them.
    ///
    /// Measured on workers of the Rust SDK, which are 270 to 390 KiB: 1 core module, 1 core instance, 2 nested components (one
    /// per exported interface), up to 172 component items, 135 types (1 in another), 10 core exports, 533 functions of at most 12 KiB and 92
    /// locals, 3 globals, 1 memory of 1.1 MiB, 1 table of 124 elements, 3 segments, 51 KiB of custom sections. The bounds leave
    /// room for a worker ten times as large, and for the three or four modules that a component with imported functions or an
    /// adapter has. Compiling one takes 0.3 seconds and 27 MiB of address space and gives 0.8 MiB of code; the bounds leave room
    /// for ten times that on a machine that is several times slower or busy.
    pub const fn native() -> Self {
        Self {
            file_bytes: 4 * 1024 * 1024,
            core_modules: 4,
            core_instances: 8,
            components: 4,
            nesting: 2,
            component_items: 1_000,
            types: 5_000,
            nested_types: 100,
            core_imports: 200,
            core_exports: 1_000,
            functions: 20_000,
            function_bytes: 128 * 1024,
            function_locals: 2_000,
            globals: 1_000,
            memories: 2,
            initial_memory_bytes: 16 * 1024 * 1024,
            tables: 2,
            table_elements: 20_000,
            segments: 2_000,
            custom_bytes: 2 * 1024 * 1024,
            manifest_bytes: 64 * 1024,
            schema_bytes: 256 * 1024,
            compile_ms: 20_000,
            compile_memory_bytes: 512 * 1024 * 1024,
            code_bytes: 64 * 1024 * 1024,
        }
    }

    /// Components that carry the interpreter of a scripting language with its library.
    ///
    /// Measured on a Python guest of 17.5 MiB, as today's toolchain makes it: 38 core modules and instances (an older toolchain
    /// made 14 modules and 65 instances), 1 nested component, 1 579 component items, 1 413 types, 2 387 core imports, 4 441 core
    /// exports, 13 478 functions of at most 417 KiB and 271 locals, 871 globals, 1 memory of 12.3 MiB, 2 tables of up to 5 670
    /// elements, 1 778 segments, 405 KiB of custom sections. Compiling it takes 14 seconds of processor time and 370 MiB and
    /// gives 38 MiB of code. A JavaScript guest of 1.9 MiB, whose toolchain closes WASI inside the file by composing components, has less
    /// of everything but nested components, 26 on 3 levels, and segments, 5 365.
    /// The bounds are about twice what was measured, and where that is less than the native profile allows,
    /// the native bound; time and address space have ten times as much room, because machines differ more than guests do.
    pub const fn scripting() -> Self {
        Self {
            file_bytes: 40 * 1024 * 1024,
            core_modules: 80,
            core_instances: 130,
            components: 60,
            nesting: 4,
            component_items: 4_000,
            core_imports: 5_000,
            core_exports: 10_000,
            functions: 30_000,
            function_bytes: 1024 * 1024,
            globals: 2_000,
            memories: 4,
            initial_memory_bytes: 32 * 1024 * 1024,
            tables: 4,
            segments: 11_000,
            compile_ms: 150_000,
            compile_memory_bytes: 4 * 1024 * 1024 * 1024,
            code_bytes: 100 * 1024 * 1024,
            ..Self::native()
        }
    }
}

impl Default for Limits {
    /// Those of the strictest profile.
    fn default() -> Self {
        Self::native()
    }
}
