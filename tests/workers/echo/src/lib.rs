//! Gives back the situation that it is given, in words or as a directive. For tests of every guest language: each has a worker that
//! does the same, so that every value is seen to cross the boundary in both directions.

#![allow(missing_docs)] // Numbers without a meaning.

mod describe;
mod issue;
mod names;

use simpletrader_sdk::prelude::*;

/// What it shall do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What to answer.
    say: Say,
    /// Words to answer with, or which part of the situation is meant.
    #[serde(default)]
    text: String,
}

/// What it can answer.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Say {
    /// The parameters are refused.
    ParamsRefused,
    /// An error of the kind not-ready.
    NotReady,
    /// An error of the kind failed.
    Failed,
    /// A panic.
    Crash,
    /// An end of the pass.
    Stop,
    /// Nothing.
    Proceed,
    /// An end of the pass, with a part of the situation as its reason.
    Describe,
    /// A directive a signal, made of numbers of the situation.
    Issue,
    /// A refusal of everything.
    Refuse,
    /// A directive with a confidence that there is not.
    Beyond,
}

fields! {
    /// Numbers to describe.
    pub struct Inputs {
        pub x: optional,
        pub y: optional,
    }
}

/// The worker.
pub struct Echo {
    say: Say,
    text: String,
}

impl Worker for Echo {
    const ABOUT: About = About::new("rust", "echo", env!("CARGO_PKG_VERSION"), "Echo of a situation").reads(&[
        Read::Account,
        Read::Positions,
        Read::OpenOrders,
        Read::Quotes,
    ]);
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        if params.say == Say::ParamsRefused {
            return Err(WorkerError::bad_params(params.text));
        }
        Ok(Self { say: params.say, text: params.text })
    }
}

impl StrategyPlanner for Echo {
    type Inputs = Inputs;

    fn decide(&mut self, situation: &Situation<'_>, inputs: &Inputs) -> Result<Disposition<Decision>, WorkerError> {
        Ok(match self.say {
            Say::ParamsRefused => return Err(WorkerError::failed("refused parameters were used")),
            Say::NotReady => return Err(WorkerError::NotReady(self.text.clone())),
            Say::Failed => return Err(WorkerError::failed(self.text.clone())),
            Say::Crash => panic!("{}", self.text),
            Say::Stop => Disposition::Stop(self.text.clone()),
            Say::Proceed => Disposition::Proceed,
            Say::Describe => Disposition::Stop(describe::part(&self.text, situation, inputs)?),
            Say::Issue => Disposition::Publish(issue::decisions(situation, &self.text, None)?),
            Say::Beyond => Disposition::Publish(issue::decisions(situation, &self.text, Some(Decimal::TWO))?),
            Say::Refuse => Disposition::Publish(vec![issue::refusal(situation, &self.text)?]),
        })
    }
}

export_worker!(strategy Echo);
