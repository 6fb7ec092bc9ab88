/** What a worker is told once, before the first call. */

import { badParams, failed } from "./errors.ts";
import type { Instrument, InstrumentRef, Series, SeriesRef, Units } from "./market.ts";
import { unitsOf } from "./market.ts";

/** The instruments and series of the strategy. Every reference in later calls is a position in these lists. */
export class Setup {
  readonly instruments: readonly Instrument[];
  readonly series: readonly Series[];

  constructor(instruments: readonly Instrument[], series: readonly Series[]) {
    this.instruments = instruments;
    this.series = series;
  }

  /** The instrument of a reference; throws when the host never named it. */
  instrument(ref: InstrumentRef): Instrument {
    const found = this.instruments[ref];
    if (found === undefined) throw failed(`there is no instrument ${ref}`);
    return found;
  }

  /** The instrument of a series; throws when the host never named it. */
  instrumentOf(ref: SeriesRef): Instrument {
    const found = this.series[ref];
    if (found === undefined) throw failed(`there is no series ${ref}`);
    return this.instrument(found.instrument);
  }

  /** The reference of a symbol; the parameters are bad when the strategy does not trade it. */
  find(symbol: string): InstrumentRef {
    const ref = this.instruments.findIndex((instrument) => instrument.symbol === symbol);
    if (ref >= 0) return ref;
    const known = this.instruments.map((instrument) => instrument.symbol).join(", ");
    throw badParams(`${symbol} is not traded by this strategy; it trades: ${known || "nothing"}`);
  }

  /** The steps of each series' figures. */
  units(): Units[] {
    return this.series.map((_, ref) => unitsOf(this.instrumentOf(ref)));
  }
}
