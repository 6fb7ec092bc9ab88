//! The rules that a configuration must keep, each with a code that stays the same for ever: a script, a test or a search finds
//! a rule by it.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! rules {
    ($($code:ident = $statement:literal),+ $(,)?) => {
        /// One rule of a configuration. The first digit of its code tells the family: 0 shape, 1 workforce, 2 parameters,
        /// 3 and 4 handlers and events, 5 graphs, 6 scopes, 7 execution, 8 sandbox.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $statement] $code),+
        }

        impl Rule {
            /// Every rule, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The code, for example `V12`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),+ }
            }

            /// What the rule demands, in one sentence.
            pub const fn statement(self) -> &'static str {
                match self { $(Self::$code => $statement),+ }
            }
        }
    };
}

rules! {
    V01 = "A file is one YAML document whose root is a mapping, within the bounds on size and depth, and has no unknown keys.",
    V02 = "Types, ranges, patterns and terms are as documented; required keys are there.",
    V03 = "Every `${NAME}` names a variable of the environment.",
    V04 = "Every file that a configuration names exists and lies inside the configuration root.",
    V05 = "Semantic versions and plug-in ids are well-formed.",
    V10 = "A strategy has exactly one strategy planner.",
    V11 = "Ids are unique: workers in a strategy; links, environments and data sources in an operation.",
    V12 = "Each plug-in is installed in exactly the version named.",
    V13 = "A plug-in's category fits the place in which it stands.",
    V14 = "Each planning role has at least one planner, and what is planned has an execution worker.",
    V15 = "The confidence ranges of a role lie in 0 to 1, do not overlap, and leave no gap.",
    V16 = "Environments, connectors and data sources that are named exist.",
    V17 = "The environment can be built and offers what the strategy asks of it.",
    V18 = "The environment delivers every series that the strategy needs.",
    V19 = "At least one strategy link is enabled.",
    V20 = "A worker's parameters satisfy the schema inside its plug-in.",
    V21 = "Defaults of parameters are filled in and recorded.",
    V22 = "The worker itself accepts its parameters.",
    V30 = "A wired handler is one that the target declares and exports.",
    V31 = "A custom event is one that its source declares.",
    V32 = "Source and target of a wiring row exist and may be wired.",
    V33 = "An event's type agrees with its name.",
    V34 = "An event that is listened to has a publisher.",
    V35 = "An event that is published has a listener.",
    V36 = "All publishers of an event carry the same contract.",
    V37 = "An event carries the contract that its handler takes.",
    V38 = "The contract that an event carries is known.",
    V39 = "Context workers publish no custom events.",
    V40 = "A worker has at most one event with which it continues, and where others wait for it, it has that one.",
    V41 = "Names and prefixes that are reserved for the platform are not used by others.",
    V42 = "The flow initiator starts the flow, and nobody listens to a provider's raw event.",
    V43 = "Wiring has no filters or conditions.",
    V44 = "No two wiring rows say the same.",
    V50 = "Every input has exactly one producer.",
    V51 = "An optional input without a producer is worth a word.",
    V52 = "A producer runs before its consumers.",
    V53 = "Facts do not depend on themselves.",
    V54 = "Events of one pass do not run in a circle.",
    V55 = "Every worker is reached from the flow initiator.",
    V56 = "Every path ends in execution, journal or termination.",
    V57 = "What an input takes and what its producer gives are of the same kind.",
    V60 = "Workers publish and listen in their own strategy only.",
    V61 = "What a strategy publishes carries its id.",
    V62 = "State is kept per strategy, or globally where the operation permits it.",
    V63 = "A selective listener names strategies that exist.",
    V70 = "Each execution family has exactly one execution worker.",
    V71 = "A plan's window fits into its batch's time limit.",
    V80 = "The worker file is the one that was pinned, and imports no more than was granted.",
    V81 = "A worker asks for no more fuel and memory than the platform allows.",
    V82 = "The worker file starts and is what its manifest says.",
    V83 = "A worker file's signature is valid, and where an operation lists the keys that it trusts, one of them signed it.",
    V84 = "Slices are granted to pinned context workers and detectors that offer them and are told nothing but what comes of bars.",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
