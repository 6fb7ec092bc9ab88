/** {{title}}: a risk as long as a number is beyond a limit. */

import { fraction, number, proceed, publish, riskMonitor } from "simpletrader";

export default riskMonitor({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included.
  params: {
    limit: number({ doc: "The largest number that is no risk." }),
    severity: fraction({ default: "0.5", doc: "How severe the risk is, from 0 to 1." }),
  },
  // The numbers that this worker wants; the blueprint says where they come from.
  inputs: { value: "What should stay within the limit." },

  start({ limit, severity }) {
    return {
      watch(at, { value }) {
        // A number that is not ready is NaN, which is beyond nothing.
        return value > limit ? publish({ riskType: "LIMIT_EXCEEDED", severity }) : proceed();
      },
    };
  },
});
