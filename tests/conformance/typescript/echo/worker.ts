/** Answers as its parameters say, with what it was told, for tests of the boundary. */

import { badParams, choice, failed, notReady, proceed, publish, stop, strategyPlanner, text, whereThere } from "simpletrader";

import { part } from "./describe";
import { decisions, refusal } from "./issue";

export default strategyPlanner({
  vendor: "typescript",
  name: "echo",
  version: "0.1.0",
  title: "Echo of a situation",
  reads: ["account", "positions", "open-orders", "quotes"],
  // Lists of hundreds of values cost an interpreter more than a usual call may.
  limits: { fuelPerCall: 200_000_000 },
  params: {
    say: choice(
      {
        params_refused: "The parameters are refused.",
        not_ready: "An error of the kind not-ready.",
        failed: "An error of the kind failed.",
        crash: "An exception that nobody catches.",
        stop: "An end of the pass.",
        proceed: "Nothing.",
        describe: "An end of the pass, with a part of the situation as its reason.",
        issue: "A directive a signal, made of numbers of the situation.",
        refuse: "A refusal of everything.",
        beyond: "A directive with a confidence that there is not.",
      },
      { doc: "What to answer." },
    ),
    text: text({ default: "", doc: "Words to answer with, or which part of the situation is meant." }),
  },
  inputs: { x: whereThere("A number to describe."), y: whereThere("Another.") },

  start({ say, text: words }) {
    if (say === "params_refused") throw badParams(words);
    return {
      decide(situation, inputs) {
        switch (say) {
          case "not_ready":
            throw notReady(words);
          case "failed":
            throw failed(words);
          case "crash":
            throw new Error(words);
          case "stop":
            return stop(words);
          case "proceed":
            return proceed();
          case "describe":
            return stop(part(words, situation, inputs));
          case "issue":
            return publish(...decisions(situation, words));
          case "beyond":
            return publish(...decisions(situation, words, 2));
          case "refuse":
            return publish(refusal(situation, words));
        }
      },
    };
  },
});
